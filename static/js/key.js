// Pages with a key: shows what works only with scripts, and says in words when the key was not used.
(function () {
  'use strict'
  const forms = document.querySelectorAll('.key-form')
  if (window.PublicKeyCredential) forms.forEach(function (form) { form.hidden = false })
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    document.querySelectorAll('.key-fault').forEach(function (fault) { fault.hidden = false })
  })
})()

// Pages with a key: shows what works only with scripts, and says in words when the key was not used.
(function () {
  'use strict'
  if (window.PublicKeyCredential) {
    document.querySelectorAll('.key-form').forEach(function (form) { form.hidden = false })
    document.querySelectorAll('.key-missing').forEach(function (words) { words.hidden = true })
  }
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    document.querySelectorAll('.key-fault').forEach(function (fault) { fault.hidden = false })
  })
})()

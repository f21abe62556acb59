// The editor of rich text is a box without a name; it is called as the label of its field says.
"use strict";
(() => {
  const name = () => {
    document.querySelectorAll(".prose-editor [contenteditable]:not([aria-label]):not([aria-labelledby])").forEach((box) => {
      const text = box.closest(".prose-editor").querySelector("textarea");
      const label = text && document.querySelector(`label[for="${text.id}"]`);
      if (label) box.setAttribute("aria-label", label.textContent.replace(/:\s*$/, "").trim());
    });
  };
  new MutationObserver(name).observe(document.documentElement, { childList: true, subtree: true });
  name();
})();

// While a document is being made, the page looks again by itself; the link does the same without this.
"use strict";
setTimeout(() => location.reload(), 4000);

// Leaves the page fast. Without this the link does the same, only "back" would return here.
"use strict";
const leave = document.getElementById("rychly-odchod");
if (leave) {
  const go = () => {
    document.body.hidden = true; // nothing to read while the other page loads
    location.replace(leave.href); // this page is not behind the "back" button
  };
  leave.addEventListener("click", (event) => {
    event.preventDefault();
    go();
  });
  let presses = 0;
  let last = 0;
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      presses = 0;
      return;
    }
    presses = event.timeStamp - last < 1500 ? presses + 1 : 1;
    last = event.timeStamp;
    if (presses >= 3) go();
  });
}

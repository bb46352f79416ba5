// Shows one area at a time, by the address after #. Without this file all areas show in order.
(function () {
  "use strict";
  document.documentElement.className = "js";

  function show(byReader) {
    var areas = document.querySelectorAll("[data-area]");
    var links = document.querySelectorAll(".areas a");
    var chosen = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!chosen || !chosen.hasAttribute("data-area")) {
      if (location.hash && byReader) { return; }
      chosen = areas[0];
    }
    for (var i = 0; i < areas.length; i++) {
      areas[i].classList.toggle("on", areas[i] === chosen);
      links[i].removeAttribute("aria-current");
      if (areas[i] === chosen) { links[i].setAttribute("aria-current", "page"); }
    }
    if (byReader) {
      chosen.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    document.dispatchEvent(new Event("areashown"));
  }
  document.addEventListener("DOMContentLoaded", function () { show(false); });
  window.addEventListener("hashchange", function () { show(true); });
})();

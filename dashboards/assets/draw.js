// Draws the figures of the page. Only used where no browser drew them when publishing.
(function () {
  "use strict";
  var config = { staticPlot: true, displayModeBar: false, displaylogo: false, responsive: true,
                 showSendToCloud: false, plotlyServerURL: "" };
  function draw() {
    if (!window.Plotly || !window.FIGURES) { return; }
    var narrow = window.matchMedia("(max-width: 700px)").matches;
    var boxes = document.querySelectorAll("[data-figure]");
    for (var i = 0; i < boxes.length; i++) {
      var box = boxes[i];
      if (box.getAttribute("data-drawn")) { continue; }
      var figure = window.FIGURES[box.getAttribute("data-figure")][narrow ? "narrow" : "wide"];
      box.setAttribute("data-drawn", "yes");
      figure.layout.autosize = true;
      delete figure.layout.width;
      window.Plotly.newPlot(box, figure.data, figure.layout, config);
    }
  }
  window.addEventListener("load", draw);
})();

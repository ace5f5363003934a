"use strict";
(() => {
  const data = JSON.parse(document.getElementById("report-data").textContent);
  const font = getComputedStyle(document.body).fontFamily;
  const colours = ["#0b5f8a", "#b5652a", "#1b7340", "#7a4a94", "#8a5a00", "#3d5a80", "#a8321f", "#4f6b3a", "#8c4f6f", "#2f7f86"];
  const ink = "#1d2733", soft = "#52606d", bad = "#a8321f";
  const charts = [];

  function base(series) {
    return {
      animation: false,
      textStyle: { fontFamily: font, color: ink },
      tooltip: { renderMode: "richText", confine: true, formatter: (p) => p.data.told || "" },
      series: [series],
    };
  }

  function flow(it, width) {
    const narrow = width < 620;
    const last = narrow ? 1 : Math.max(...it.nodes.map((n) => n.depth));
    const nodes = it.nodes.filter((n) => n.depth <= last);
    const colour = {};
    nodes.filter((n) => n.depth === 1).forEach((n, k) => { colour[n.name] = colours[k % colours.length]; });
    const named = Object.fromEntries(it.nodes.map((n) => [n.name, n.label]));
    const rows = Math.max(...[0, 1, 2].map((d) => nodes.filter((n) => n.depth === d).length));
    const series = {
      type: "sankey", left: 4, right: narrow ? 4 : 230, top: 8, bottom: 8, nodeGap: 18, nodeWidth: 14,
      layoutIterations: 48, draggable: false, emphasis: { focus: "adjacency" },
      data: nodes.map((n) => ({
        name: n.name, depth: n.depth, told: n.label + ": " + n.text,
        itemStyle: { color: colour[n.name] || (n.depth ? "#3d4b59" : "#7b8894"), borderWidth: 0 },
        label: {
          position: narrow && n.depth === last ? "left" : "right", color: ink, fontSize: narrow ? 11 : 12,
          textBorderColor: "#fff", textBorderWidth: 3, formatter: () => n.label + "  " + n.text,
        },
      })),
      links: it.links.filter((l) => nodes.some((n) => n.name === l.target)).map((l) => ({
        source: l.source, target: l.target, value: l.value, told: named[l.source] + " → " + named[l.target] + ": " + l.text,
        lineStyle: { color: colour[l.target] || colour[l.source], opacity: 0.32, curveness: 0.5 },
      })),
    };
    return [base(series), Math.max(300, rows * 40)];
  }

  function pairs(it, width) {
    const one = it.choices[it.chosen || 0];
    const rows = Math.max(one.helpers.length, one.needs.length, 4);
    const height = rows * (rows > 60 ? 13 : 17) + 24;
    const margin = Math.min(130, width * 0.27);
    const inner = width - 2 * margin, tall = height - 24;
    const y = (k, of) => (of > 1 ? (k * tall) / (of - 1) : tall / 2);
    const spread = (count) => (k) => y(k, count);
    const left = spread(one.helpers.length), right = spread(one.needs.length);
    const node = (name, x, where, side, filled, colour, told) => ({
      name, x, y: where, symbol: side === "left" ? "rect" : "circle", symbolSize: 8, told,
      itemStyle: { color: filled ? colour : "#fff", borderColor: colour, borderWidth: 1.5 },
      label: { show: true, position: side, formatter: () => name.slice(2), color: filled ? ink : bad, fontSize: rows > 60 ? 10 : 11 },
    });
    const of = one.helpers.map(() => 0);
    one.links.forEach(([h]) => { of[h] += 1; });
    const series = {
      type: "graph", layout: "none", left: margin, right: margin, top: 12, bottom: 12, width: inner, height: tall,
      emphasis: { focus: "adjacency", scale: false }, roam: false, cursor: "default",
      data: [
        ...one.helpers.map((h, k) => node("h:" + h, 0, left(k), "left", true, colours[k % colours.length], h + ": " + of[k])),
        ...one.needs.map((n, k) => node("n:" + n, inner, right(k), "right", k < one.served, k < one.served ? soft : bad, n)),
      ],
      links: one.links.map(([h, n]) => ({
        source: h, target: one.helpers.length + n, told: one.helpers[h] + " – " + one.needs[n],
        lineStyle: { color: colours[h % colours.length], width: 1.2, opacity: 0.65, curveness: 0 },
      })),
    };
    return [base(series), height];
  }

  const makers = { flow, pairs };

  function draw(chart, width) {
    const [option, height] = makers[chart.it.kind](chart.it, width);
    chart.place.style.height = height + "px";
    chart.drawn.resize({ width, height });
    chart.drawn.setOption(option, true);
    const svg = chart.place.querySelector("svg");
    svg.setAttribute("viewBox", "0 0 " + width + " " + height);
    svg.setAttribute("aria-hidden", "true");
    chart.width = width;
  }

  function tabled(one, it) {
    const body = document.querySelector("#pairs-table tbody");
    const rows = one.helpers.map((helper, k) => [helper, one.links.filter(([h]) => h === k).map(([, n]) => one.needs[n])]);
    const alone = one.needs.slice(one.served);
    if (alone.length) rows.push([it.none, alone]);
    const heads = [...document.querySelectorAll("#pairs-table th")].map((th) => th.textContent);
    body.replaceChildren(...rows.map(([helper, needs]) => {
      const tr = document.createElement("tr");
      tr.setAttribute("role", "row");
      [helper, needs.join(it.comma)].forEach((text, k) => {
        const td = document.createElement("td");
        td.setAttribute("role", "cell");
        td.dataset.head = heads[k];
        td.textContent = text;
        tr.append(td);
      });
      return tr;
    }));
  }

  document.querySelectorAll("[data-chart]").forEach((place) => {
    const it = data[place.dataset.chart];
    const chart = { place, it, drawn: echarts.init(place, null, { renderer: "svg", width: place.clientWidth, height: 300 }) };
    charts.push(chart);
    draw(chart, place.clientWidth);
    const choice = document.getElementById(place.dataset.chart + "-choice");
    if (choice) {
      choice.addEventListener("change", () => {
        it.chosen = Number(choice.value);
        draw(chart, place.clientWidth);
        document.getElementById(place.dataset.chart + "-chosen").textContent = it.choices[it.chosen].label;
        tabled(it.choices[it.chosen], it);
      });
    }
  });

  // What is wider than its place must be reached by the keyboard to be moved; nothing else needs a stop.
  function reachable() {
    document.querySelectorAll(".scroll, nav ol").forEach((box) => {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
  }

  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      charts.forEach((c) => { if (c.width !== c.place.clientWidth) draw(c, c.place.clientWidth); });
      reachable();
    }, 120);
  });
  document.addEventListener("toggle", reachable, true);
  reachable();
  addEventListener("beforeprint", () => charts.forEach((c) => draw(c, 660)));
  addEventListener("afterprint", () => charts.forEach((c) => draw(c, c.place.clientWidth)));
})();

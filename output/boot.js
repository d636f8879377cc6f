// Puts a chart that can be zoomed and hovered over in the place of each drawing. The drawing stays in the page for
// print, and behind a button. Everything is drawn on a canvas and tooltips are text: the page's policy allows no inline
// styles, and no figure's words may become markup.
'use strict';
(() => {
  if (!window.echarts || !matchMedia('(min-width: 40.01rem)').matches) return;
  const root = document.documentElement;
  const property = name => getComputedStyle(root).getPropertyValue(name).trim();
  const colours = new Set(['color', 'borderColor']);
  const painted = (value, key) => {
    if (Array.isArray(value)) return value.map(v => painted(v, key));
    if (value && typeof value === 'object') {
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, painted(v, k)]));
    }
    return colours.has(key) && typeof value === 'string' && value.startsWith('var(') ? property(value.slice(4, -1)) : value;
  };
  const bar = (params, api) => {
    const from = api.coord([api.value(0), api.value(2)]), to = api.coord([api.value(1), api.value(2)]);
    const height = Math.min(api.size([0, 1])[1] * 0.62, 20), area = params.coordSys;
    const shape = echarts.graphic.clipRectByRect(
      {x: from[0], y: from[1] - height / 2, width: Math.max(to[0] - from[0], 3), height},
      {x: area.x, y: area.y, width: area.width, height: area.height});
    return shape && {type: 'rect', shape, style: {fill: api.visual('color'), decal: api.visual('decal')}};
  };
  const axis = (line, muted) => ({
    axisLine: {lineStyle: {color: muted}}, axisTick: {lineStyle: {color: muted}}, axisLabel: {color: muted},
    nameTextStyle: {color: muted}, splitLine: {lineStyle: {color: line}},
  });
  const theme = () => {
    const ink = property('--ink'), muted = property('--muted'), line = property('--line'), page = property('--page');
    const shared = axis(line, muted);
    return {
      textStyle: {color: ink, fontFamily: getComputedStyle(document.body).fontFamily},
      legend: {textStyle: {color: muted}}, tooltip: {backgroundColor: page, borderColor: muted, textStyle: {color: ink}},
      timeAxis: shared, valueAxis: shared, logAxis: shared, categoryAxis: {...shared, axisLabel: {color: ink}},
      graph: {label: {color: ink}}, line: {markLine: {label: {color: ink}}},
      dataZoom: {textStyle: {color: muted}, borderColor: line},
    };
  };
  const clock = {year: '{yyyy}', month: '{MMM}', day: '{d} {MMM}', hour: '{HH}:{mm}', minute: '{HH}:{mm}', second: '{HH}:{mm}:{ss}'};
  const complete = options => {
    options.useUTC = true;
    options.aria = {enabled: true, label: {enabled: false}, decal: {show: options.series.length > 1}};
    options.tooltip = {...options.tooltip, renderMode: 'richText', confine: true};
    for (const x of options.xAxis || []) if (x.type === 'time') x.axisLabel = {...x.axisLabel, formatter: clock};
    for (const y of options.yAxis || []) if (y.type === 'category') y.axisLabel = {...y.axisLabel, width: 230, overflow: 'truncate'};
    for (const z of options.dataZoom || []) if (z.type === 'slider') Object.assign(z, {bottom: 36, height: 18});
    for (const s of options.series) {
      if (s.type === 'custom') Object.assign(s, {renderItem: bar, encode: {x: [0, 1], y: 2}});
      if (s.markLine) {
        s.markLine.lineStyle = {color: property('--ink'), type: 'dotted'};
        s.markLine.label = {...s.markLine.label, color: property('--ink')};
        s.markLine.silent = true;
      }
    }
    return options;
  };
  const draw = (host, source) => {
    echarts.dispose(host);
    const chart = echarts.init(host, theme(), {renderer: 'canvas'});
    chart.setOption(complete(painted(JSON.parse(source.textContent))));
    return chart;
  };
  // The wheel scrolls the page as everywhere; with Ctrl or Cmd it zooms the chart.
  const keepWheel = event => { if (!event.ctrlKey && !event.metaKey) event.stopPropagation(); };
  const live = [];
  for (const source of document.querySelectorAll('script[type="application/json"][id^="chart:"]')) {
    const id = source.id.slice('chart:'.length);
    const figure = document.getElementById('figure:' + id), drawing = figure && figure.querySelector('.drawing');
    if (!drawing) continue;
    const host = document.createElement('div');
    host.className = 'chart';
    host.setAttribute('role', 'img');
    host.setAttribute('aria-labelledby', `figure:${id}:title figure:${id}:desc`);
    host.style.height = Math.max(drawing.getBoundingClientRect().height + 60, 320) + 'px';
    host.addEventListener('wheel', keepWheel, {capture: true});
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'toggle';
    const hint = document.createElement('span');
    hint.className = 'hint';
    hint.textContent = ' Drag to move; Ctrl and the wheel to zoom; hover for details.';
    const say = () => { button.textContent = figure.classList.contains('live') ? 'Show the plain drawing' : 'Show the chart that can be zoomed'; };
    button.addEventListener('click', () => { figure.classList.toggle('live'); say(); });
    drawing.after(host, button, hint);
    figure.classList.add('live');
    say();
    const entry = {host, source, chart: draw(host, source)};
    live.push(entry);
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    for (const entry of live) entry.chart = draw(entry.host, entry.source);
  });
  addEventListener('resize', () => { for (const entry of live) entry.chart.resize(); });
})();

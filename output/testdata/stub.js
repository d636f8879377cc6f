window.echarts = {
  graphic: {clipRectByRect: a => a}, dispose() {},
  init(host) { const c = document.createElement('canvas'); host.append(c); return {setOption() {}, resize() {}}; },
};

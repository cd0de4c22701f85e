/** Pointer and wheel over a chart: hover, select, open, pan, zoom, mark a range. */
import type { FlameBox, FlameRange } from '../../src/core/profile/flame.ts';
import type { FlameChart } from './chart.ts';
import { ROW } from './chart-paint.ts';

export interface ChartActions {
  /** `undefined`: the pointer is over no box. */
  hover(box: FlameBox | undefined, x: number, y: number): void;
  select(box: FlameBox | undefined): void;
  open(box: FlameBox, beside: boolean): void;
  zoom(box: FlameBox): void;
  /** Shift + drag; `undefined` where ranges mean nothing. */
  readonly mark: ((range: FlameRange | undefined, done: boolean) => void) | undefined;
}

/** Movement below this is a click, CSS pixels. */
const CLICK = 4;

export function listen(chart: FlameChart, upwards: boolean, actions: () => ChartActions): void {
  const { canvas } = chart;
  let drag:
    | {
        readonly id: number;
        readonly x: number;
        readonly y: number;
        readonly marking: boolean;
        last: [number, number];
        moved: boolean;
      }
    | undefined;

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    chart.stop();
    canvas.setPointerCapture(event.pointerId);
    const marking = event.shiftKey && actions().mark !== undefined;
    drag = {
      id: event.pointerId,
      x: event.offsetX,
      y: event.offsetY,
      marking,
      last: [event.offsetX, event.offsetY],
      moved: false,
    };
  });
  canvas.addEventListener('pointermove', (event) => {
    const { offsetX: x, offsetY: y } = event;
    if (drag?.id !== event.pointerId) {
      actions().hover(chart.hit(x, y), event.clientX, event.clientY);
      return;
    }
    if (Math.hypot(x - drag.x, y - drag.y) >= CLICK) drag.moved = true;
    if (!drag.moved) return;
    actions().hover(undefined, 0, 0);
    if (drag.marking) actions().mark?.(between(chart, drag.x, x), false);
    else {
      const down = upwards ? y - drag.last[1] : drag.last[1] - y;
      chart.move({
        start: chart.view.start - ((x - drag.last[0]) / Math.max(1, chart.width)) * chart.view.span,
        top: chart.view.top + down,
      });
      canvas.classList.add('panning');
    }
    drag.last = [x, y];
  });
  canvas.addEventListener('pointerup', (event) => {
    if (drag?.id !== event.pointerId) return;
    const { moved, marking, x } = drag;
    drag = undefined;
    canvas.classList.remove('panning');
    if (moved) {
      if (marking) actions().mark?.(between(chart, x, event.offsetX), true);
      return;
    }
    const box = chart.hit(event.offsetX, event.offsetY);
    actions().select(box);
    if (box && (event.ctrlKey || event.metaKey || event.altKey)) actions().open(box, event.altKey);
  });
  canvas.addEventListener('pointercancel', () => {
    drag = undefined;
    canvas.classList.remove('panning');
  });
  canvas.addEventListener('pointerleave', () => actions().hover(undefined, 0, 0));
  canvas.addEventListener('dblclick', (event) => {
    const box = chart.hit(event.offsetX, event.offsetY);
    if (box) actions().zoom(box);
  });
  canvas.addEventListener('wheel', (event) => wheel(chart, upwards, event, actions), { passive: false });
}

function wheel(chart: FlameChart, upwards: boolean, event: WheelEvent, actions: () => ChartActions): void {
  event.preventDefault();
  const unit =
    event.deltaMode === WheelEvent.DOM_DELTA_LINE
      ? ROW
      : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
        ? chart.height
        : 1;
  const dx = (event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX) * unit;
  const dy = (event.shiftKey && event.deltaX === 0 ? 0 : event.deltaY) * unit;
  actions().hover(undefined, 0, 0);
  chart.stop();
  if (event.ctrlKey || event.metaKey) {
    // A pinch on a touchpad comes as small steps with ctrl; a mouse wheel in steps of about 100.
    chart.zoomBy(Math.exp(Math.max(-120, Math.min(120, dy)) * 0.004), event.offsetX);
    return;
  }
  chart.move({
    start: chart.view.start + (dx / Math.max(1, chart.width)) * chart.view.span,
    top: chart.view.top + (upwards ? -dy : dy),
  });
}

function between(chart: FlameChart, a: number, b: number): FlameRange | undefined {
  const from = Math.max(0, chart.at(Math.min(a, b)));
  const to = Math.min(chart.total, chart.at(Math.max(a, b)));
  return to > from ? { from, to } : undefined;
}

import type UPlot from 'uplot';
import type { ChartData, ChartPoint } from './chart-data';

/** The tokens of the page as a canvas wants them. */
export interface Inks {
  accent: string;
  text: string;
  soft: string;
  line: string;
  background: string;
  font: string;
}

export function readInks(element: Element): Inks {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    accent: token('--tl-accent'),
    text: token('--tl-text'),
    soft: token('--tl-text-soft'),
    line: token('--tl-line-color'),
    background: token('--tl-bg'),
    font: `${token('--tl-size-s')} ${style.fontFamily}`,
  };
}

const RADIUS = 4;
const TICK = 8;

/** A round mark for an open and a square one on its corner for a click, hollow where a proxy stood between; a short tick for a machine. */
export function drawMarks(chart: UPlot, { points, machines }: ChartData, inks: Inks): void {
  const { ctx } = chart;
  const pixel = devicePixelRatio;
  ctx.save();
  ctx.setLineDash([]);
  ctx.lineWidth = 1.5 * pixel;
  ctx.strokeStyle = inks.soft;
  const floor = chart.valToPos(0, 'y', true);
  for (const at of machines) {
    const x = chart.valToPos(at, 'x', true);
    ctx.beginPath();
    ctx.moveTo(x, floor);
    ctx.lineTo(x, floor - TICK * pixel);
    ctx.stroke();
  }
  for (const point of points) {
    const path = markAt(point, chart.valToPos(point.at, 'x', true), chart.valToPos(point.count, 'y', true), RADIUS * pixel);
    const ink = point.kind === 'open' ? inks.accent : inks.text;
    ctx.fillStyle = point.isProxy ? inks.background : ink;
    ctx.strokeStyle = ink;
    ctx.fill(path);
    ctx.stroke(path);
  }
  ctx.restore();
}

function markAt({ kind }: ChartPoint, x: number, y: number, radius: number): Path2D {
  const path = new Path2D();
  if (kind === 'open') path.arc(x, y, radius, 0, 2 * Math.PI);
  else {
    const corner = radius * 1.25;
    path.moveTo(x, y - corner);
    path.lineTo(x + corner, y);
    path.lineTo(x, y + corner);
    path.lineTo(x - corner, y);
    path.closePath();
  }
  return path;
}

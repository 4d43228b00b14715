import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTexts } from '../../ui/i18n';
import type { ChartData } from './chart-data';
import { drawMarks, type Inks, readInks } from './chart-marks';
import { useMedia } from './use-media';

const HEIGHT = 180;
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const DAY_S = 86_400;
const DASHES = [6, 4];

/** How opens and clicks add up. Told apart by line and mark, not by colour alone; the same in words is the table below it. */
export function HitsChart({ data, label }: { data: ChartData; label: string }) {
  const t = useTexts();
  const place = useRef<HTMLDivElement>(null);
  const dark = useMedia('(prefers-color-scheme: dark)');
  useEffect(() => {
    const box = place.current;
    if (!box) return;
    const chart = new UPlot(optionsFor(data, readInks(box), box.clientWidth, t.language), [data.times, data.opens, data.clicks], box);
    const observer = new ResizeObserver(() => chart.setSize({ width: box.clientWidth, height: HEIGHT }));
    observer.observe(box);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [data, dark, t.language]);
  return <div ref={place} class="hits-chart" role="img" aria-label={label} />;
}

function optionsFor(data: ChartData, inks: Inks, width: number, language: string): UPlot.Options {
  const stepped = UPlot.paths.stepped?.({ align: 1 });
  const line = { paths: stepped, width: 2, points: { show: false } };
  const axis = { stroke: inks.soft, font: inks.font, grid: { stroke: inks.line, width: 1 }, ticks: { stroke: inks.line, width: 1 } };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, __, most) => [0, Math.max(1, most) * 1.15] } },
    axes: [
      { ...axis, space: 72, values: (_, splits, __, ___, step) => timeLabels(splits, step, language) },
      { ...axis, size: 36, incrs: STEPS, values: (_, splits) => splits.map((count) => new Intl.NumberFormat(language).format(count)) },
    ],
    series: [{}, { ...line, stroke: inks.accent }, { ...line, stroke: inks.text, dash: DASHES }],
    hooks: { draw: [(chart) => drawMarks(chart, data, inks)] },
  };
}

/** The hour, and the day where it begins; days alone where the steps are that long. */
function timeLabels(splits: readonly number[], step: number, language: string): string[] {
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
  const hour = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  let before = '';
  return splits.map((split) => {
    const today = day.format(split * 1000);
    const isNew = today !== before;
    before = today;
    if (step >= DAY_S) return today;
    return isNew ? `${hour.format(split * 1000)}\n${today}` : hour.format(split * 1000);
  });
}

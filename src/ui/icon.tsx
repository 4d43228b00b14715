/** 16 px line icons; a name here is a thing in our own pages, never a brand. */
const PATHS = {
  alert: 'M8 2 1.5 13.5h13zM8 6.5v3M8 11.6v.1',
  ban: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM3.8 3.8l8.4 8.4',
  check: 'm3 8.5 3.2 3L13 4.5',
  chevron: 'm4 6 4 4 4-4',
  click: 'M6.5 6.5l2.6 7 1.2-3.2 3.2-1.2zM6 1.8v2M1.8 6h2M3 3l1.4 1.4M9 3 7.6 4.4',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v3.2l2 1.3',
  close: 'm4 4 8 8m0-8-8 8',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  download: 'M8 2v8m0 0 3-3m-3 3L5 7M2.5 13.5h11',
  eye: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  edit: 'M3 13l.6-2.8L11 2.8l2.2 2.2-7.4 7.4zM9.6 4.2l2.2 2.2',
  external: 'M6.5 3.5h-3v9h9v-3M9 2.5h4.5V7M13.5 2.5 7.5 8.5',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  pause: 'M5.5 3.5v9m5-9v9',
  play: 'M5 3.2v9.6L12.5 8z',
  plus: 'M8 3v10M3 8h10',
  question: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6.3 6.3c.2-1 .9-1.5 1.8-1.5s1.7.6 1.7 1.5c0 1.2-1.8 1.3-1.8 2.6M8 11.2v.1',
  retry: 'M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5l3 3',
  send: 'M2 8l12-5.5L9.8 14 8 9zM8 9l6-6.5',
  settings: 'M2.5 4.5h5m3 0h3M9 3v3M2.5 11.5h2m3 0h6M6 10v3',
  trash: 'M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 9h6.8l.6-9',
  undo: 'M3 6.5h6a3.5 3.5 0 0 1 0 7H6M3 6.5l3-3m-3 3 3 3',
  upload: 'M8 11V3m0 0 3 3M8 3 5 6M2.5 13.5h11',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration beside words, or inside a control that has a name: hidden from screen readers. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="tl-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

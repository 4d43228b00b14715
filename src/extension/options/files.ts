/** Hands the rep a file with this text. */
export function saveFile(name: string, type: 'application/json' | 'text/csv', text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of the blob once the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** `threadline-rules-2024-05-03.csv` */
export function fileName(what: string, ending: 'json' | 'csv', now: number): string {
  return `threadline-${what}-${new Date(now).toISOString().slice(0, 10)}.${ending}`;
}

import { createHash } from 'node:crypto';
import type { Translate } from '../../core/messages';

/** What the page shows. `several`: we cannot know which of the recipients has it open. */
export type OptOutView =
  | { shows: 'question'; organisation: string; several: boolean; fault: boolean }
  | { shows: 'done'; organisation: string }
  | { shows: 'done-for'; address: string }
  | { shows: 'unknown' }
  /** For now, whatever it is. */
  | { shows: 'trouble'; status: number };

const STYLE = `:root{color-scheme:light dark;font:16px/24px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
body{margin:0;padding:32px 16px;color:CanvasText;background:Canvas}
main{max-width:34rem;margin:0 auto}
h1{font-size:20px;line-height:28px;font-weight:600;text-wrap:balance}
label{display:block;font-weight:600}
input{font:inherit;box-sizing:border-box;width:100%;padding:8px;margin:4px 0 8px;border:1px solid GrayText;border-radius:6px;color:FieldText;background:Field}
button{font:inherit;font-weight:600;padding:8px 16px;border:1px solid transparent;border-radius:6px;color:#fff;background:#0b63ce;cursor:pointer}
:focus-visible{outline:2px solid #0b63ce;outline-offset:2px}
.hint,.fault{margin:0 0 16px}.fault{color:#b3261e}
@media (prefers-color-scheme:dark){.fault{color:#ffb4ab}button{color:#0c1a2e;background:#82b4ff}:focus-visible{outline-color:#82b4ff}}`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
/** The page, its style and its own form; nothing else is loaded, run or sent. */
export const OPT_OUT_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const inHtml = (text: string) => text.replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? '');

/** A whole page, without a script. */
export function drawOptOut(view: OptOutView, t: Translate): string {
  const { title, body } = contentOf(view, t);
  return `<!doctype html>
<html lang="${inHtml(t.language)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex,nofollow">
<title>${inHtml(title)}</title>
<style>${STYLE}</style>
<main>
<h1>${inHtml(title)}</h1>
${body.join('\n')}
</main>
</html>
`;
}

const paragraph = (text: string) => `<p>${inHtml(text)}</p>`;

function contentOf(view: OptOutView, t: Translate): { title: string; body: string[] } {
  switch (view.shows) {
    case 'unknown':
      return { title: t('optout_unknown'), body: [paragraph(t('optout_unknown_detail'))] };
    case 'trouble':
      return { title: t('optout_trouble'), body: [paragraph(t('optout_trouble_detail'))] };
    case 'done':
      return { title: t('optout_done'), body: [paragraph(t('optout_done_detail', view.organisation))] };
    case 'done-for':
      return { title: t('optout_done_several'), body: [paragraph(t('optout_done_several_detail', view.address))] };
    case 'question': {
      const words = [paragraph(t('optout_about', view.organisation)), paragraph(t('optout_effect'))];
      // To its own address: whatever stands before it where we are behind a proxy.
      const form = ['<form method="post">', ...(view.several ? drawAddress(view.fault, t) : [])];
      const end = [`<button>${inHtml(t('optout_confirm'))}</button>`, '</form>'];
      return { title: t('optout_title', view.organisation), body: [...words, ...form, ...end] };
    }
  }
}

function drawAddress(fault: boolean, t: Translate): string[] {
  const described = fault ? ' aria-invalid="true" aria-describedby="why fault"' : ' aria-describedby="why"';
  return [
    `<label for="address">${inHtml(t('optout_address'))}</label>`,
    `<input id="address" name="address" type="email" autocomplete="email" maxlength="320" required${described}>`,
    `<p class="hint" id="why">${inHtml(t('optout_address_why'))}</p>`,
    ...(fault ? [`<p class="fault" id="fault">${inHtml(t('optout_invalid'))}</p>`] : []),
  ];
}

import { safe } from './dom.js';
import { word } from './words.js';

// Class names, roles and nesting are those InboxSDK and saved Gmail pages know; words and looks are our own.

const recipientRow = (field) => `<div class="anm" name="${field}"${field === 'to' ? '' : ' hidden'}><div><div><div><div>
  <div role="listbox" aria-label="${word[field]}" class="aH9"><div class="chips"><div class="chipslot"></div></div>
  <div class="entry"><input role="combobox" aria-expanded="false" aria-autocomplete="list" aria-label="${word[field]}" placeholder="${word[field]}" class="agP aFw" peoplekit-id="BbVjBd" type="text" autocomplete="off" spellcheck="false"></div></div>
</div></div></div></div></div>`;

export const chip = ({ address, name }) =>
  `<div role="option" aria-selected="false" data-name="${safe(name)}" data-hovercard-id="${safe(address)}" title="${safe(address)}"><div class="afV"><div class="akl">${safe(name || address)}</div><div class="afX" role="button" tabindex="-1" aria-label="${word.remove} ${safe(address)}">×</div></div></div>`;

const recipients = (inline) => {
  const rows = `<table class="GS" tabindex="-1" role="presentation"><tbody class="bze"><tr class="bzf"><td class="eV"><div><div>${recipientRow('to')}${recipientRow('cc')}${recipientRow('bcc')}
    <span class="more-fields"><span class="aB gQ pE" role="link" tabindex="0">${word.cc}</span> <span class="aB gQ pB" role="link" tabindex="0">${word.bcc}</span></span></div></div></td></tr></tbody></table>`;
  return inline
    ? `<div><table role="presentation"><tbody><tr><td class="Iy"><div class="fX aXjCH">${rows}</div></td></tr></tbody></table></div>`
    : `<div class="fX aXjCH">${rows}</div>`;
};

/** Which kind of answer it is; the image's class is the only thing that tells. */
const responseType = (kind) =>
  kind === 'new'
    ? ''
    : `<div class="J-J5-Ji Un J-JN-M-I response-type"><div class="J-J5-Ji J-JN-M-I-Jm"><img class="${kind === 'forward' ? 'mI' : 'mK'}" alt=""></div></div>`;

const hidden = (fields) =>
  Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${safe(value)}">`)
    .join('');

const sendRow = `<table class="IZ" role="group"><tbody><tr class="btC">
  <td class="gU Up"><div class="J-J5-Ji btA"><div class="dC">
    <div class="T-I J-J5-Ji aoO v7 T-I-atl L3" role="button" tabindex="0" aria-label="${word.send} (Ctrl-Enter)" data-tooltip="${word.send} (Ctrl-Enter)">${word.send}</div>
    <div class="T-I J-J5-Ji hG T-I-atl L3" role="button" tabindex="0" aria-label="${word.sendOptions}" aria-haspopup="true" aria-expanded="false">▾</div></div></div></td>
  <td class="oc gU"><div data-tooltip="${word.formatting}"><div class="J-Z-I J-J5-Ji" role="button" tabindex="0" aria-label="${word.formatting}" aria-pressed="false"><div class="dv">A</div></div></div></td>
  <td class="gU a8X"><div class="bAK"><div class="wG J-Z-I" command="Files" role="button" tabindex="0" aria-label="${word.attach}" data-tooltip="${word.attach}"><div class="a1"></div></div><input type="file" name="Filedata" multiple hidden></div></td>
  <td class="gU az5"><div class="J-JN-M-I J-J5-Ji Xv L3" hidden><div class="J-J5-Ji J-JN-M-I-Jm"><img class="Y1" alt=""></div></div><div class="eq"></div><div class="oh J-Z-I J-J5-Ji T-I-ax7" role="button" tabindex="0" aria-label="${word.discard}" data-tooltip="${word.discard}"><div class="og"></div></div></td>
</tr></tbody></table>`;

/** What pop-up, full screen, pop-out and inline windows share. */
export const region = (
  draft,
  inline,
) => `<div class="aoI" role="region" aria-label="${safe(draft.title)}"><table class="aoP aoC" role="presentation"><tbody><tr><td class="I5${inline ? ' HM' : ''}">
  <form class="bAs" method="POST">${responseType(draft.kind)}${recipients(inline)}
    <div class="aoD az6"${inline ? ' hidden' : ''}><input name="subjectbox" class="aoT" placeholder="${word.subject}" aria-label="${word.subject}" value="${safe(draft.startSubject)}" autocomplete="off"></div>
    ${hidden({ composeid: draft.number, from: '', subject: '', draft: draft.shownId, rt: `#${draft.threadId}`, lts: draft.threadHex ?? '', rm: draft.answers ? `#${draft.answers}` : 'undefined', ishtml: '1' })}
  </form>
  <table class="iN" role="presentation"><tbody><tr><td class="GQ"><div class="GP" id=":gp${draft.number}"><div class="qz aXjCH"><div class="et">
    <table class="cf An" role="presentation"><tbody><tr><td class="Ap"><div class="Ar Au"><div class="Am Al editable LW-avf tS-tW" id=":body${draft.number}" g_editable="true" role="textbox" aria-multiline="true" aria-label="${word.body}" contenteditable="true" tabindex="0">${draft.startHtml || '<br>'}</div></div></td></tr></tbody></table>
    </div></div><div class="bv8"><div class="bA3"><div class="GM"></div></div></div></div></td></tr>
  <tr><td class="HE"><div class="aDg"><div class="aDj"><div class="aC5"></div><div class="aDl"><div class="nc"><div class="Ur"><div class="aX" style="display:none"><div class="aZ"><div class="J-Z" role="toolbar"></div><div class="aA4"></div></div></div></div></div></div>
    <div class="aDh">${sendRow}</div></div></div></td></tr></tbody></table>
</td></tr></tbody></table></div>
<div class="q8NmZb J-M jQjAxd" role="menu" hidden><div class="SK AX"><div class="J-N yr" selector="scheduledSend" role="menuitem" tabindex="0"><div class="J-N-Jz">${word.scheduleSend} · ${word.tomorrow}</div></div></div></div>`;

const control = (name, label, sign) =>
  `<img class="${name}" role="button" tabindex="0" alt="${label}" aria-label="${label}" data-tooltip="${label}" src="data:image/svg+xml,${encodeURIComponent(`<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='none' stroke='#5f6368' stroke-width='1.6'>${sign}</svg>`)}">`;

/** The dialog around a pop-up. */
export const dialog = (draft) => `<div class="nH"><div class="nH Hd" role="dialog" aria-label="${safe(draft.title)}">
  <div class="nH"></div>
  <div class="nH Hy aXJ"><div class="nH"><div class="pi"><div class="l o"></div></div><div class="l m"><div class="l n"><div class="k"><div class="aCk"><div class="nH wKggEb">
    <table class="cf Ht" role="presentation"><tbody><tr><td><div class="Hp"><h2 class="a3E"><div class="aYF">${safe(draft.title)}</div></h2></div></td>
    <td class="Hm">${control('Hl', word.minimise, "<path d='M3 12h10'/>")}${control('Hq aUG', `${word.fullScreen} (Shift: ${word.popOut})`, "<path d='M3 7V3h4M13 9v4H9'/>")}${control('Ha', word.close, "<path d='M4 4l8 8M12 4l-8 8'/>")}</td></tr></tbody></table>
  </div></div></div></div></div></div></div>
  <div class="nH compose-body"><div class="aaZ"><div class="M9" jsaction="practice:.CLIENT">${region(draft, false)}</div></div></div>
</div></div>`;

import { render } from 'preact';
import '../../../src/ui/tokens.css';
import '../../../src/ui/base.css';
import '../../../src/extension/popup/popup.css';
import { Popup } from '../../../src/extension/popup/popup';
import { sceneFrom } from '../../../src/extension/ui/fake-scene';
import { fakeWorker } from '../../../src/extension/ui/fake-worker';
import { textsOf } from '../../../src/extension/ui/texts-of';
import { Texts } from '../../../src/ui/i18n';

const query = new URLSearchParams(location.search);
const t = await textsOf(query.get('lang') ?? 'en');
const worker = fakeWorker(sceneFrom(query));
Object.assign(window, { worker });
document.documentElement.lang = t.language;
render(
  <Texts.Provider value={t}>
    <Popup worker={worker} />
  </Texts.Provider>,
  document.getElementById('app') as HTMLElement,
);

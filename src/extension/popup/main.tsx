import { render } from 'preact';
import '../../ui/tokens.css';
import '../../ui/base.css';
import './popup.css';
import { Texts } from '../../ui/i18n';
import { t } from '../translate';
import { extensionWorker } from '../ui/extension-worker';
import { Popup } from './popup';

document.documentElement.lang = t.language;
const app = document.getElementById('app');
if (app) {
  render(
    <Texts.Provider value={t}>
      <Popup worker={extensionWorker} />
    </Texts.Provider>,
    app,
  );
}

import '../../ui/tokens.css';
import '../../ui/base.css';
import './web.css';
import './crm.css';
import { render } from 'preact';
import { Texts } from '../../ui/i18n';
import { App } from './app';
import { takeConsentResult } from './consent-result';
import { loadTranslate } from './language';

const t = await loadTranslate(navigator.languages);
document.documentElement.lang = t.language;
document.title = `${t('timeline_title')} · ${t('app_name')}`;
render(
  <Texts.Provider value={t}>
    <App consent={takeConsentResult()} />
  </Texts.Provider>,
  document.body,
);

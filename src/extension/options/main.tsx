import { render } from 'preact';
import '../../ui/tokens.css';
import '../../ui/base.css';
import './options.css';
import { Texts } from '../../ui/i18n';
import {
  mailOrigins,
  mayShowNotices,
  openShortcutPage,
  ownVersion,
  readShortcuts,
  removeNotices,
  requestHosts,
  requestNotices,
} from '../browser-api';
import { t } from '../translate';
import { extensionWorker } from '../ui/extension-worker';
import { Options } from './options';

document.documentElement.lang = t.language;
document.title = t('options_title');
const app = document.getElementById('app');
if (app) {
  const notices = { mayShowNotices, requestNotices, removeNotices };
  const host = { ...notices, readShortcuts, openShortcutPage, requestHosts, version: ownVersion(), mailPages: mailOrigins() };
  render(
    <Texts.Provider value={t}>
      <Options worker={extensionWorker} host={host} />
    </Texts.Provider>,
    app,
  );
}

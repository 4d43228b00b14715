import { createGmailClient } from '../../mail/gmail/gmail-client';
import { startMailPage } from './start';

void startMailPage((signal) => createGmailClient({ signal }));

/** Every host that serves Outlook on the web, at home and at work. */
export const OUTLOOK_ORIGINS = [
  'https://outlook.live.com',
  'https://outlook.office.com',
  'https://outlook.office365.com',
  'https://outlook.cloud.microsoft',
];

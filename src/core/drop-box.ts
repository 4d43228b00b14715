/**
 * Addresses of a CRM's own: what is sent to them it files itself. Of Zendesk Sell, which has one for each user and each deal
 * (`dropbox@<hash>.deals.futuresimple.com`). They are nobody's, so that no CRM is asked about them or gets them as a contact.
 */
const DROP_BOX = /^dropbox@(?:[\w-]+\.)+futuresimple\.com$/i;

export const isDropBox = (address: string): boolean => DROP_BOX.test(address);

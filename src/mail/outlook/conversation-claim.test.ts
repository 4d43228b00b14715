import { expect, test } from 'vitest';
import { mayListSent } from './conversation-claim';

const asked = (folder: object) => JSON.stringify({ Body: { ParentFolderId: { BaseFolderId: folder } } });
const named = (name: string) => asked({ __type: 'DistinguishedFolderId:#Exchange', Id: name });

test('R3: the list of a folder that is named and is not Sent is not read', () => {
  expect(mayListSent(named('inbox'))).toBe(false);
  expect(mayListSent(encodeURIComponent(named('inbox')))).toBe(false);
});

test('R3: Sent is read, and a folder that is named by its id', () => {
  expect(mayListSent(named('sentitems'))).toBe(true);
  expect(mayListSent(encodeURIComponent(named('sentitems')))).toBe(true);
  expect(mayListSent(asked({ __type: 'FolderId:#Exchange', Id: 'AAMk1' }))).toBe(true);
  expect(mayListSent(asked({ FolderId: { Id: 'AAMk1' }, SearchFolderId: { __type: 'DistinguishedFolderId:#Exchange' } }))).toBe(true);
});

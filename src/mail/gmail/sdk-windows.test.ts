// @vitest-environment happy-dom
import type { InboxSDK } from '@inboxsdk/core';
import { expect, test } from 'vitest';
import { HeldFiles } from '../held-files';
import type { SendSign } from '../mail-client';
import { SendLedger } from '../send-ledger';
import type { GmailCompose } from './gmail-compose';
import { watchSdkWindows } from './sdk-windows';
import { FILE_PLACES } from './windows-in-page';

type Tell = (view: object) => void;

/** An InboxSDK that hands out the views it is given. */
function start() {
  let tell: Tell = () => {};
  const sdk = {
    Compose: {
      registerComposeViewHandler: (handler: Tell) => {
        tell = handler;
      },
    },
  };
  const composes: GmailCompose[] = [];
  const { signal } = new AbortController();
  const page = {
    account: { address: 'anna@northwind.example', name: '' },
    files: new HeldFiles(document, FILE_PLACES, signal),
    ledger: new SendLedger(),
    signal,
  };
  watchSdkWindows(sdk as unknown as InboxSDK, page, (compose) => composes.push(compose));
  const handOut = (root: HTMLElement) => {
    const listeners: Record<string, () => void> = {};
    const el = root.appendChild(document.createElement('div'));
    tell({
      getElement: () => root,
      addStatusBar: () => ({ el }),
      on: (event: string, listen: () => void) => {
        listeners[event] = listen;
      },
    });
    return { el, press: () => listeners.presending?.() };
  };
  return { composes, handOut };
}

test('C1: a window that goes to full screen stays the same compose, and its line goes along', () => {
  const { composes, handOut } = start();
  const root = document.body.appendChild(document.createElement('div'));
  const small = handOut(root);
  const [compose] = composes;
  const signs: SendSign['kind'][] = [];
  compose?.onSend(({ kind }) => signs.push(kind));
  const line = small.el.appendChild(document.createElement('b'));
  small.el.remove();
  const large = handOut(root);
  expect(composes).toHaveLength(1);
  expect(line.parentElement).toBe(large.el);
  expect(compose?.slot).toBe(large.el);
  large.press();
  expect(signs).toEqual(['pressed']);
  handOut(document.body.appendChild(document.createElement('div')));
  expect(composes).toHaveLength(2);
});

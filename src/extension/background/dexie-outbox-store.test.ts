import 'fake-indexeddb/auto';
import { describeOutboxStore } from '../../core/outbox/outbox-store.contract';
import { openDatabase } from './database';
import { makeDexieOutboxStore } from './dexie-outbox-store';

let databases = 0;
describeOutboxStore('IndexedDB', async () => makeDexieOutboxStore(openDatabase(`store-${++databases}`)));

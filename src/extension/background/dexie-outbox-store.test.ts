import 'fake-indexeddb/auto';
import { describeCheckStore } from '../../core/outbox/check-store.contract';
import { describeOutboxStore } from '../../core/outbox/outbox-store.contract';
import { openDatabase } from './database';
import { makeDexieOutboxStore } from './dexie-outbox-store';

let databases = 0;
const makeStore = async () => makeDexieOutboxStore(openDatabase(`store-${++databases}`));
describeOutboxStore('IndexedDB', makeStore);
describeCheckStore('IndexedDB', makeStore);

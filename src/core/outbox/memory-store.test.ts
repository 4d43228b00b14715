import { describeCheckStore } from './check-store.contract';
import { makeMemoryStore } from './memory-store';
import { describeOutboxStore } from './outbox-store.contract';

describeOutboxStore('in memory', async () => makeMemoryStore());
describeCheckStore('in memory', async () => makeMemoryStore());

import { makeMemoryStore } from './memory-store';
import { describeOutboxStore } from './outbox-store.contract';

describeOutboxStore('in memory', async () => makeMemoryStore());

import { tryFaults } from './fault-trials';

tryFaults('zendesk-sell');

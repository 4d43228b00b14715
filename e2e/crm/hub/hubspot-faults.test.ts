import { tryFaults } from './fault-trials';

tryFaults('hubspot');

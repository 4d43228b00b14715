import { tryFaults } from './fault-trials';

tryFaults('activecampaign');

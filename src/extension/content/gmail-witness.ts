import { startWitness } from '../../mail/gmail/witness';

startWitness();

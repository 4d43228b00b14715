import { startWitness } from '../../../src/mail/gmail/witness';

startWitness();

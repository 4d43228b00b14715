import { startWitness } from '../../mail/outlook/witness';

startWitness();

import Type from 'typebox';
import { EngagementSchema, RecordKindSchema } from '../../../core/engagement';

export const RecordParamsSchema = Type.Object({ kind: RecordKindSchema, id: Type.String({ minLength: 1, maxLength: 100 }) });
export const EngagementParamsSchema = Type.Object({ id: EngagementSchema.properties.id });
export const HashParamsSchema = Type.Object({ sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }) });

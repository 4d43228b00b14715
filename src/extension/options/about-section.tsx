import { useTexts } from '../../ui/i18n';

/** Everything the manifest asks for, with its reason. */
const READS = ['mail', 'storage', 'alarms', 'scripting', 'crm'] as const;

export function AboutSection({ version }: { version: string }) {
  const t = useTexts();
  return (
    <>
      <p>{t('about_version', version)}</p>
      <p class="tl-soft">{t('about_licence')}</p>
      <section class="options-group" aria-labelledby="reads">
        <h2 id="reads">{t('about_reads')}</h2>
        <dl class="options-facts">
          {READS.map((what) => (
            <div key={what}>
              <dt>{t(`about_reads_${what}`)}</dt>
              <dd>{t(`about_reads_${what}_why`)}</dd>
            </div>
          ))}
        </dl>
        <p>{t('about_no_others')}</p>
      </section>
    </>
  );
}

import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';

export function SignIn({ retry }: { retry(): void }) {
  const t = useTexts();
  return (
    <section class="sign-in">
      <h1>{t('timeline_signin_title')}</h1>
      <p>{t('timeline_signin_how')}</p>
      <p class="tl-hint">{t('timeline_signin_who')}</p>
      <Button onClick={retry}>{t('timeline_try_again')}</Button>
    </section>
  );
}

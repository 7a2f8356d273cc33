import { boxName } from '../../api/pages/form-answers.ts'
import type { Fault } from '../../core/plan/check.ts'
import type { Form } from '../../core/release/release.ts'
import { CONFIRM_TEMPLATE } from '../../store/consent-asks.ts'

type Forms = Readonly<Record<string, Form>>

/**
 * Consent boxes whose text is no longer what the release in force says under the same version: who ticked the older
 * words would stand in the books as having agreed to the newer ones. A translation that is new is no change.
 */
export function consentFaults(forms: Forms, published: Forms): Fault[] {
  return Object.entries(forms).flatMap(([name, form]) => {
    const before = Object.hasOwn(published, name) ? (published[name]?.consents ?? []) : []
    return form.consents.flatMap((box) => {
      const old = before.find((one) => boxName(one) === boxName(box) && one.version === box.version)
      const changed = Object.entries(old?.text ?? {}).filter(([lang, text]) => box.text[lang] !== text)
      return changed.map(([lang]) => ({
        path: `marketing/forms.ts › ${name} › consents › ${boxName(box)} › text › ${lang}`,
        message: `was changed, but its version is still '${box.version}': somebody agreed to the older words`,
        hint: 'give it a new version',
      }))
    })
  })
}

/** Forms that ask for a second click and cannot: the mail that asks is missing, or nobody says where to send it. */
export function doubleOptInFaults(
  forms: Forms,
  kinds: ReadonlyMap<string, 'service' | 'marketing'>,
): Fault[] {
  return Object.entries(forms).flatMap(([name, form]) => {
    if (!form.doubleOptIn) return []
    const path = `marketing/forms.ts › ${name} › doubleOptIn`
    const kind = kinds.get(CONFIRM_TEMPLATE)
    return [
      ...(kind === undefined
        ? [
            {
              path,
              message: 'needs the template that asks',
              hint: 'write templates/consent/confirm.<lang>.mjml',
            },
          ]
        : []),
      ...(kind === 'marketing'
        ? [
            {
              path,
              message: "the template 'consent/confirm' must be of kind service, or it waits for itself",
            },
          ]
        : []),
      ...(form.fields.some((field) => field.to === 'lead.email')
        ? []
        : [{ path, message: "needs a field that goes to 'lead.email'" }]),
      ...(form.consents.some((box) => box.purpose !== 'data')
        ? []
        : [{ path, message: 'has nothing to confirm: the box for data counts at once' }]),
    ]
  })
}

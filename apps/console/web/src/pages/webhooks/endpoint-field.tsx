import { TextField, type TextFieldProps } from '@flowforge/design-system/text-field/text-field';
import { endpointError } from './endpoint-error.js';

/** The address of the user's system. The server knows all rules; the usual slips are named at once. */
export function EndpointField(
  props: Omit<TextFieldProps, 'label' | 'name' | 'type' | 'validate' | 'description'>,
) {
  return (
    <TextField
      {...props}
      label="Endpoint"
      name="endpoint"
      isCode
      inputMode="url"
      validate={(text) => endpointError(text.trim())}
      description="It takes a POST request for each event, such as https://crm.example.com/hooks. It must be public, and ports of databases or mail are refused. A local run of Flowforge also takes addresses of this machine, with every port."
    />
  );
}

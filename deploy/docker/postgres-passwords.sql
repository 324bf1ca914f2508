-- The passwords of the services' roles, from the environment of the container. psql runs this once, after roles.sql.
\set ON_ERROR_STOP on
\getenv conversations POSTGRES_PASSWORD_CONVERSATIONS
\getenv registry POSTGRES_PASSWORD_REGISTRY
\getenv delivery POSTGRES_PASSWORD_DELIVERY
ALTER ROLE flowforge_conversations PASSWORD :'conversations';
ALTER ROLE flowforge_registry PASSWORD :'registry';
ALTER ROLE flowforge_delivery PASSWORD :'delivery';

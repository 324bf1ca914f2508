-- Runs once, in a new database. A role for each service, which owns the schema of that name and may use nothing else.
-- The passwords are set apart from it.
CREATE ROLE flowforge_conversations LOGIN;
CREATE ROLE flowforge_registry LOGIN;
CREATE ROLE flowforge_delivery LOGIN;

REVOKE ALL ON DATABASE flowforge FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE flowforge TO flowforge_conversations, flowforge_registry, flowforge_delivery;

CREATE SCHEMA conversations AUTHORIZATION flowforge_conversations;
CREATE SCHEMA registry AUTHORIZATION flowforge_registry;
CREATE SCHEMA delivery AUTHORIZATION flowforge_delivery;

ALTER ROLE flowforge_conversations IN DATABASE flowforge SET search_path = conversations;
ALTER ROLE flowforge_registry IN DATABASE flowforge SET search_path = registry;
ALTER ROLE flowforge_delivery IN DATABASE flowforge SET search_path = delivery;

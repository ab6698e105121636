-- The tables to a role that nobody signs in with: the service can't drop what guards the audit trail
-- and the closings, even when it is taken over. Run in the database of Niubizi by its administrator,
-- after each `niubizi migrate`; before an upgrade: REASSIGN OWNED BY niubizi_owner TO niubizi.
DO $$ BEGIN
    CREATE ROLE niubizi_owner NOLOGIN;
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
REASSIGN OWNED BY niubizi TO niubizi_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO niubizi;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO niubizi;

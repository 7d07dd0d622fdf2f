// Made by `npm run api` from Omni's OpenAPI; never edited.

export interface paths {
    "/api/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts, newest first. */
        get: operations["omni.accounts"];
        put?: never;
        /**
         * Make an account; then hand over its set-up link.
         * @description A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        post: operations["omni.create-4"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One account. */
        get: operations["omni.show-4"];
        put?: never;
        post?: never;
        /**
         * Erase an account, for good, in all tenants.
         * @description A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        delete: operations["omni.erase-2"];
        options?: never;
        head?: never;
        /**
         * Change an account, switch it off or on, make it a platform administrator.
         * @description A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        patch: operations["omni.change-5"];
        trace?: never;
    };
    "/api/v1/accounts/{account_id}/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove all second factors of somebody who lost them; first see that it is that person who asks.
         * @description A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        delete: operations["omni.forget_factors"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account_id}/login-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What holds for one person. */
        get: operations["omni.account"];
        /**
         * Say what holds for one person, in place of what was said before.
         * @description A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        put: operations["omni.put_account"];
        post?: never;
        /**
         * Say nothing for one person.
         * @description A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        delete: operations["omni.clear_account"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account_id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End all sessions of somebody, everywhere within a second.
         * @description A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        delete: operations["omni.sign_out-2"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account_id}/setup-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A link by which the person sets a password; an older one is void.
         * @description A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        post: operations["omni.setup_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/dashboard/{tenant_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tenant at a glance: figures and charts of the last 30 days, of all report types that are active.
         * @description Needs the permission `analytics.report.read`.
         */
        get: operations["analytics.dashboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/downloads/{download_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a file stands; with a link once it is done.
         * @description Needs the permission `analytics.report.read`.
         */
        get: operations["analytics.download_state"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Erasures, the latest first.
         * @description Needs the permission `analytics.event.manage`.
         */
        get: operations["analytics.listed-6"];
        put?: never;
        /**
         * Erase a person's events, those that come late included: a job. Asked for again, it looks again.
         * @description Needs the permission `analytics.event.manage`.
         */
        post: operations["analytics.begin-2"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/erasures/{erasure_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How an erasure stands.
         * @description Needs the permission `analytics.event.manage`.
         */
        get: operations["analytics.state-2"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take in an event, or up to 1,000 at once; with a `message_id` sending it again does no harm.
         * @description Needs the permission `analytics.event.write`.
         */
        post: operations["analytics.send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/formats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Kinds of files that reports may be rendered to.
         * @description Needs the permission `analytics.report.read`.
         */
        get: operations["analytics.formats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/generate-report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a report: at once when it is over few events, else by a job (202).
         * @description Needs the permission `analytics.report.run`.
         */
        post: operations["analytics.generate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Imports, the latest first.
         * @description Needs the permission `analytics.event.manage`.
         */
        get: operations["analytics.listed-3"];
        put?: never;
        /**
         * Send a file of events: CSV with a header, or JSON lines. It is read in the background.
         * @description Needs the permission `analytics.event.manage`.
         */
        post: operations["analytics.begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/imports/{import_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How an import stands.
         * @description Needs the permission `analytics.event.manage`.
         */
        get: operations["analytics.state"];
        put?: never;
        post?: never;
        /**
         * Cancel an import that runs: what was read stays. One that is over is taken off the list.
         * @description Needs the permission `analytics.event.manage`.
         */
        delete: operations["analytics.stop"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/rejected-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events that break the tracking plan, or are no events at all; the latest first.
         * @description Needs the permission `analytics.event.manage`.
         */
        get: operations["analytics.listed-2"];
        put?: never;
        post?: never;
        /**
         * Forget rejected events: all of them, or those that the filters name.
         * @description Needs the permission `analytics.event.manage`.
         */
        delete: operations["analytics.clear"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/report-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reports of this tenant, with the schemas of their parameters.
         * @description Needs the permission `analytics.report.read`.
         */
        get: operations["analytics.types"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reports that were made, the latest first.
         * @description Needs the permission `analytics.report.read`.
         */
        get: operations["analytics.listed-4"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a report stands, with its files.
         * @description Needs the permission `analytics.report.read`.
         */
        get: operations["analytics.run_state"];
        put?: never;
        post?: never;
        /**
         * Delete a report with its files.
         * @description Needs the permission `analytics.report.run`.
         */
        delete: operations["analytics.remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/runs/{run_id}/downloads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a finished report rendered to a file: a job.
         * @description Needs the permission `analytics.report.run`.
         */
        post: operations["analytics.begin_download"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/runs/{run_id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A finished report, with the first rows of each table; files have all of them.
         * @description Needs the permission `analytics.report.read`.
         */
        get: operations["analytics.report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/schedule-report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a report made and sent by the clock, in the name of whoever asks.
         * @description Needs the permission `analytics.schedule.manage`.
         */
        post: operations["analytics.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All schedules of the tenant, the latest first.
         * @description Needs the permission `analytics.schedule.manage`.
         */
        get: operations["analytics.listed-5"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/schedules/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The next ten times, before anything is saved: which of them clocks being changed moves, and whether they are too close.
         * @description Needs the permission `analytics.schedule.manage`.
         */
        post: operations["analytics.preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/schedules/{schedule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One schedule, and when it runs next.
         * @description Needs the permission `analytics.schedule.manage`.
         */
        get: operations["analytics.show"];
        /**
         * Change one of your own; admins change all. Its owner stays, unless the caller takes it over.
         * @description Needs the permission `analytics.schedule.manage`.
         */
        put: operations["analytics.change"];
        post?: never;
        /**
         * Delete a schedule with its history; reports that it made stay.
         * @description Needs the permission `analytics.schedule.manage`.
         */
        delete: operations["analytics.remove-2"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/schedules/{schedule_id}/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the report as if it were sent, and mail nobody: the answer tells who would get what; a job.
         * @description Needs the permission `analytics.schedule.manage`.
         */
        post: operations["analytics.dry_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/schedules/{schedule_id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send nothing until it is resumed; what was due meanwhile is not made up for.
         * @description Needs the permission `analytics.schedule.manage`.
         */
        post: operations["analytics.pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/schedules/{schedule_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on, from the next time on.
         * @description Needs the permission `analytics.schedule.manage`.
         */
        post: operations["analytics.resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/schedules/{schedule_id}/send-now": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the report now and mail it to all recipients, beside the times that it is due; a job.
         * @description Needs the permission `analytics.schedule.manage`.
         */
        post: operations["analytics.send_now"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/schedules/{schedule_id}/sendings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of each time, the latest first.
         * @description Needs the permission `analytics.schedule.manage`.
         */
        get: operations["analytics.sendings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/sendings/{sending_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of one time, with the state of each mail.
         * @description Needs the permission `analytics.schedule.manage`.
         */
        get: operations["analytics.sending"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/tracking-plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Business events by name: what breaks their schema is rejected.
         * @description Needs the permission `analytics.report.read`.
         */
        get: operations["analytics.plan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/unsubscribe/{tenant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A page that asks; it changes nothing, and the link is looked at when the button is pressed.
         * @description Public: the page asks whether to unsubscribe, and knows nothing of anybody
         */
        get: operations["analytics.ask"];
        put?: never;
        /** Send this address no more of the schedule; the link is the permission, whatever the body holds. */
        post: operations["analytics.leave"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/write-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Write keys of this tenant, the newest first; revoked ones stay listed.
         * @description Needs the permission `analytics.event.manage`.
         */
        get: operations["analytics.listed"];
        put?: never;
        /**
         * Make a write key; the answer is the only place that shows it.
         * @description Needs the permission `analytics.event.manage`.
         */
        post: operations["analytics.make"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics/write-keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Let a write key send nothing any more, at once.
         * @description Needs the permission `analytics.event.manage`.
         */
        delete: operations["analytics.revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Keys of the tenant; of the platform, for its administrators without a tenant.
         * @description Needs the permission `omni.key.read`.
         */
        get: operations["omni.keys"];
        put?: never;
        /**
         * Make a key. Its text is in this answer and nowhere else, ever.
         * @description Needs the permission `omni.key.manage`.
         *
         *     A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        post: operations["omni.create-3"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One key, with its last use, at most half a minute late.
         * @description Needs the permission `omni.key.read`.
         */
        get: operations["omni.show-3"];
        put?: never;
        post?: never;
        /**
         * End a key, everywhere within a second.
         * @description Needs the permission `omni.key.manage`.
         */
        delete: operations["omni.revoke-2"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys/{key_id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a successor that may the same; the old key works on for the overlap.
         * @description Needs the permission `omni.key.manage`.
         *
         *     A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        post: operations["omni.rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/callback/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The way back from an identity provider.
         * @description Public: whoever signs in is nobody yet; a cookie or token binds each login to who began it
         */
        get: operations["omni.came_back"];
        put?: never;
        /**
         * The same by a form that another site's page submits (SAML): it goes on by GET.
         * @description Public: whoever signs in is nobody yet; a cookie or token binds each login to who began it
         */
        post: operations["omni.posted_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/email/change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for another e-mail address: the old one and the new one get a link, and both confirm.
         * @description A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        post: operations["omni.ask_move"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/email/change/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm a change of the e-mail address, from one of both sides.
         * @description Public: the token of a mailed link says who it is
         */
        post: operations["omni.move"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/email/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a link that confirms one's e-mail address. */
        post: operations["omni.ask_verification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/email/verify/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm an e-mail address by a mailed link.
         * @description Public: the token of a mailed link says who it is
         */
        post: operations["omni.verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own, newest first; `POST auth/link` makes another one. */
        get: operations["omni.identities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/identities/{identity_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Have a provider know one no more; what is signed in by its tenant's providers ends.
         * @description A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        delete: operations["omni.unlink"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have an identity provider of the tenant know one from now on.
         * @description A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        post: operations["omni.link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to sign in: empty for the form and a tenant's buttons, or with e-mail and password, or with a button.
         * @description Public: whoever signs in is nobody yet; a cookie or token binds each login to who began it
         */
        post: operations["omni.begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login/{flow_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The step of a login that is at hand.
         * @description Public: whoever signs in is nobody yet; a cookie or token binds each login to who began it
         */
        get: operations["omni.show-5"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login/{flow_id}/step": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take the step at hand.
         * @description Public: whoever signs in is nobody yet; a cookie or token binds each login to who began it
         */
        post: operations["omni.step"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End this session, and forget its cookie. */
        post: operations["omni.logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in, where he belongs, and what he may in the tenant at hand. */
        get: operations["omni.me"];
        put?: never;
        post?: never;
        /**
         * Erase one's account, for good, in all tenants.
         * @description A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        delete: operations["omni.erase"];
        options?: never;
        head?: never;
        /** Change one's name or language. */
        patch: operations["omni.change-4"];
        trace?: never;
    };
    "/api/v1/auth/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All that is kept of oneself.
         * @description A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        get: operations["omni.export-2"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password/change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change one's password; sessions elsewhere and trusted devices end. */
        post: operations["omni.change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a link to set a password.
         * @description Public: whoever forgot the password cannot sign in
         */
        post: operations["omni.ask_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password/reset/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a password by a mailed link, once; sign in with it afterwards.
         * @description Public: the token of a mailed link says who it is
         */
        post: operations["omni.reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The buttons of a tenant's login page.
         * @description Public: whoever signs in is nobody yet; a cookie or token binds each login to who began it
         */
        get: operations["omni.providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/reauthenticate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Prove again who one is, for what asks for it; the session gets a new token. */
        post: operations["omni.reauthenticate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blobs/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The file that a signed link leads to, as a download; a range of it, too.
         * @description 404 for whatever is wrong with the link, so that it tells nothing of what there is; 410 when it has expired.
         *
         *     Public: The token is the permission; it expires.
         */
        get: operations["omni.blob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Dead letters of the tenant (of the installation, without a tenant), newest first.
         * @description Needs the permission `omni.job.read`.
         */
        get: operations["omni.letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dead-letters/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run all again that are meant, oldest first.
         * @description Needs the permission `omni.job.manage`.
         */
        post: operations["omni.replay_many"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dead-letters/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One of them.
         * @description Needs the permission `omni.job.read`.
         */
        get: operations["omni.show-8"];
        put?: never;
        post?: never;
        /**
         * Give it up: it is gone. What waits behind it, in order, may go on.
         * @description Needs the permission `omni.job.manage`.
         */
        delete: operations["omni.delete-3"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dead-letters/{job_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run it again from its first attempt. A handler of events that was parked goes on, too.
         * @description Needs the permission `omni.job.manage`.
         */
        post: operations["omni.replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/event-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Types of events that plugins which are active may raise, with the schemas of their data.
         * @description Needs the permission `omni.job.read`.
         */
        get: operations["omni.types"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/subscribers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Handlers of durable events, of plugins that are active, and how far each is.
         * @description Needs the permission `omni.job.read`.
         */
        get: operations["omni.subscribers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/subscribers/{subscriber}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One of them, as `plugin:handler`.
         * @description Needs the permission `omni.job.read`.
         */
        get: operations["omni.show-10"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/subscribers/{subscriber}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver to it once more what it was past, from a time or an event on: gives the job that does.
         * @description Needs the permission `omni.job.manage`.
         */
        post: operations["omni.replay-2"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/subscribers/{subscriber}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let one that is parked go on: with its dead letters first, or without them.
         * @description Needs the permission `omni.job.manage`.
         */
        post: operations["omni.resume-3"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who was asked and has not come yet.
         * @description Needs the permission `omni.member.manage`.
         */
        get: operations["omni.invitations"];
        put?: never;
        /**
         * Ask a person to join, by mail; with roles that may no more than you.
         * @description Needs the permission `omni.member.manage`.
         *
         *     A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        post: operations["omni.invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Join. Nobody is signed in by this, so that a login asks for all that it must.
         * @description Public: the token in the mail is what the caller has to show
         */
        post: operations["omni.accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What one is invited to.
         * @description Public: the token in the mail is what the caller has to show
         */
        post: operations["omni.look"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{invitation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take an invitation back.
         * @description Needs the permission `omni.member.manage`.
         */
        delete: operations["omni.revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{invitation_id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a new link; the old one is void.
         * @description Needs the permission `omni.member.manage`.
         */
        post: operations["omni.resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Jobs of the tenant (of the installation, without a tenant), newest first.
         * @description Needs the permission `omni.job.read`.
         */
        get: operations["omni.jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many jobs of the tenant (of the installation, without a tenant) are in each state; without those that are done.
         * @description Needs the permission `omni.job.read`.
         */
        get: operations["omni.counts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One job, with its arguments and its result.
         * @description Needs the permission `omni.job.read`.
         */
        get: operations["omni.show-7"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Never start it, or stop it.
         * @description Needs the permission `omni.job.manage`.
         */
        post: operations["omni.cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far it was when it last said; live, it is told by `/stream` under the topic `job`.
         * @description Needs the permission `omni.job.read`.
         */
        get: operations["omni.progress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run it again: a dead or cancelled one from its first attempt, a waiting one now.
         * @description Needs the permission `omni.job.manage`.
         */
        post: operations["omni.retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/login-policies/platform": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What holds for everybody. */
        get: operations["omni.platform"];
        /**
         * Say what holds for everybody, in place of what was said before.
         * @description A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        put: operations["omni.put_platform"];
        post?: never;
        /**
         * Say nothing for everybody.
         * @description A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        delete: operations["omni.clear_platform"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This API as OpenAPI 3.1: the whole for the platform, what is enabled for a tenant. */
        get: operations["omni.openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Pages of the plugins that are on for the tenant, as data for the dashboard; without a tenant, the installation's. */
        get: operations["omni.pages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All that plugins declare, with the roles that have it in the tenant at hand.
         * @description Needs the permission `omni.role.read`.
         */
        get: operations["omni.permissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions, health, counts and configuration of the installation, for platform administrators. */
        get: operations["omni.show-11"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugin-matrix": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tenants, newest first, with what each has switched on; a tenant's own key sees only its tenant. `q` searches
         * @description names and slugs.
         *
         *     Needs the permission `omni.plugin.read`.
         */
        get: operations["omni.matrix"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every installed plugin: as it stands for the tenant, or for the installation.
         * @description Needs the permission `omni.plugin.read`.
         */
        get: operations["omni.plugins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{plugin_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One plugin, with the schema of its settings.
         * @description Needs the permission `omni.plugin.read`.
         */
        get: operations["omni.show-6"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{plugin_id}/data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the tenant has of a plugin: what a purge would delete.
         * @description Needs the permission `omni.plugin.manage`.
         */
        get: operations["omni.data"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{plugin_id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch a plugin off for the tenant; its data stay, its jobs are held.
         * @description Needs the permission `omni.plugin.manage`.
         */
        post: operations["omni.disable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{plugin_id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch a plugin on for the tenant, granting its scopes.
         * @description Needs the permission `omni.plugin.manage`.
         */
        post: operations["omni.enable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{plugin_id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tenant's data of a plugin: as the plugin writes it, else its rows as lines of JSON.
         * @description Needs the permission `omni.plugin.manage`.
         *
         *     A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        get: operations["omni.export-3"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{plugin_id}/purge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete for good what the tenant has of a plugin; the plugin is off then. The answer is what there was.
         * @description Needs the permission `omni.plugin.manage`.
         *
         *     A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        post: operations["omni.purge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{plugin_id}/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A plugin's settings in the tenant, without its secrets, and their schema.
         * @description Needs the permission `omni.plugin.manage`.
         */
        get: operations["omni.settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change settings by JSON Merge Patch (RFC 7396): null resets a field, a masked secret stays as it is.
         * @description Needs the permission `omni.plugin.manage`.
         */
        patch: operations["omni.configure"];
        trace?: never;
    };
    "/api/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The roles that members of the tenant can have.
         * @description Needs the permission `omni.role.read`.
         */
        get: operations["omni.roles"];
        put?: never;
        /**
         * Make a role; it may no more than you.
         * @description Needs the permission `omni.role.manage`.
         *
         *     A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        post: operations["omni.create-2"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles/{role}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One of the tenant's own roles.
         * @description Needs the permission `omni.role.read`.
         */
        get: operations["omni.show-2"];
        put?: never;
        post?: never;
        /**
         * Delete a role that nobody has.
         * @description Needs the permission `omni.role.manage`.
         *
         *     A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        delete: operations["omni.delete-2"];
        options?: never;
        head?: never;
        /**
         * Change what a role may, for all who have it; it may no more than you, before and after.
         * @description Needs the permission `omni.role.manage`.
         *
         *     A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        patch: operations["omni.change-3"];
        trace?: never;
    };
    "/api/v1/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Schedules in force, of plugins that are active.
         * @description Needs the permission `omni.job.read`.
         */
        get: operations["omni.schedules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * When a schedule would run; a bad expression or zone is told with its place.
         * @description Needs the permission `omni.job.read`.
         */
        post: operations["omni.preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{schedule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One schedule, with what its job takes.
         * @description Needs the permission `omni.job.read`.
         */
        get: operations["omni.show-9"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{schedule_id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let it fire no more.
         * @description Needs the permission `omni.job.manage`.
         */
        post: operations["omni.pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{schedule_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let it fire again, from now on.
         * @description Needs the permission `omni.job.manage`.
         */
        post: operations["omni.resume-2"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{schedule_id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run its job now, once, beside what is due.
         * @description Needs the permission `omni.job.manage`.
         */
        post: operations["omni.run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{schedule_id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * When it runs next; as long as it is paused, when it would.
         * @description Needs the permission `omni.job.read`.
         */
        get: operations["omni.runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security/2fa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The factors that one has, and those that there are. */
        get: operations["omni.overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security/2fa/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to enrol a factor: what to show, once, and what to ask as proof.
         * @description A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        post: operations["omni.setup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security/2fa/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show a factor during a login, or ask for another one by its method.
         * @description Public: whoever signs in is nobody yet; a cookie or token binds each login to who began it
         */
        post: operations["omni.validate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security/2fa/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm an enrolment: the factor is in force from now on, unless another step asks for more. */
        post: operations["omni.verify-2"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security/2fa/{method}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a factor; recovery codes go with the last of the others.
         * @description A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        delete: operations["omni.remove-2"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security/2fa/{method}/regenerate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to replace a factor that one has; it works until the new one is confirmed.
         * @description A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        post: operations["omni.regenerate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security/audit-logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened, the latest first: in the tenant, or without one to the installation.
         * @description Needs the permission `audit-log.log.read`.
         */
        get: operations["audit-log.entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security/audit-logs/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin an export: a job. Ask for it by the id that this answers; nobody else can.
         * @description Needs the permission `audit-log.log.export`.
         */
        post: operations["audit-log.begin_export"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security/audit-logs/exports/{export_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How an export stands; with a link to the file once it is done. For whoever asked for it.
         * @description Needs the permission `audit-log.log.export`.
         */
        get: operations["audit-log.export_state"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security/audit-logs/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which API calls are recorded, and for how long entries stand.
         * @description Needs the permission `audit-log.log.read`.
         */
        get: operations["audit-log.read_policy"];
        /**
         * Change which API calls are recorded, and for how long entries stand; that is recorded, too.
         * @description Needs the permission `audit-log.log.manage`.
         */
        put: operations["audit-log.change_policy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security/audit-logs/security-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign-ins, and changes of who may what: the latest first.
         * @description Needs the permission `audit-log.log.read`.
         */
        get: operations["audit-log.security"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security/audit-logs/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What came of looking the chain through the last time, and the key that statements are signed by.
         * @description Needs the permission `audit-log.log.read`.
         */
        get: operations["audit-log.verification"];
        put?: never;
        /**
         * Have the chain looked through: a job, whose result stands in the log.
         * @description Needs the permission `audit-log.log.manage`.
         */
        post: operations["audit-log.verify_now"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security/audit-logs/{entry_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One entry of the log.
         * @description Needs the permission `audit-log.log.read`.
         */
        get: operations["audit-log.entry"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own trusted browsers, newest first. */
        get: operations["omni.devices"];
        put?: never;
        post?: never;
        /** Ask for a second factor everywhere again. */
        delete: operations["omni.distrust_all"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security/devices/{device_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ask for a second factor in that browser again. */
        delete: operations["omni.distrust"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where one is signed in, newest first. */
        get: operations["omni.sessions"];
        put?: never;
        post?: never;
        /** End all of one's own sessions but this one. */
        delete: operations["omni.revoke_others"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of one's own sessions. */
        delete: operations["omni.revoke-3"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live updates of this tenant as server-sent events: `{"topic": …, "data": …}`; best effort. Platform administrators
         * @description who choose no tenant get those of the installation.
         */
        get: operations["omni.stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tenants, newest first; a tenant's own key sees only its tenant.
         * @description Needs the permission `omni.tenant.read`.
         */
        get: operations["omni.tenants"];
        put?: never;
        /**
         * Create a tenant.
         * @description Needs the permission `omni.tenant.manage`.
         */
        post: operations["omni.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{tenant_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One tenant, by id or slug.
         * @description Needs the permission `omni.tenant.read`.
         */
        get: operations["omni.show"];
        put?: never;
        post?: never;
        /**
         * Switch a tenant off at once, and delete it with all its data after some days, in which `resume` brings it back.
         * @description Platform administrators may delete it now.
         *
         *     Needs the permission `omni.tenant.manage`.
         */
        delete: operations["omni.delete"];
        options?: never;
        head?: never;
        /**
         * Change a tenant.
         * @description Needs the permission `omni.tenant.change`.
         */
        patch: operations["omni.change"];
        trace?: never;
    };
    "/api/v1/tenants/{tenant_id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All that is kept of a tenant, as a zip: its rows as lines of JSON, without secrets, and its files.
         * @description Needs the permission `omni.tenant.export`.
         *
         *     A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        get: operations["omni.export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{tenant_id}/login-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What holds for a tenant's people.
         * @description Needs the permission `omni.login-policy.manage`.
         */
        get: operations["omni.tenant"];
        /**
         * Say what holds for a tenant's people, in place of what was said before.
         * @description Needs the permission `omni.login-policy.manage`.
         *
         *     A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        put: operations["omni.put_tenant"];
        post?: never;
        /**
         * Say nothing for a tenant's people.
         * @description Needs the permission `omni.login-policy.manage`.
         *
         *     A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        delete: operations["omni.clear_tenant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{tenant_id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who belongs to the tenant, by address; with `role`, who has it.
         * @description Needs the permission `omni.member.read`.
         */
        get: operations["omni.members"];
        put?: never;
        /**
         * Let a person in without asking; most people are invited instead.
         * @description Needs the permission `omni.member.add`.
         *
         *     A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        post: operations["omni.add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{tenant_id}/members/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go yourself; the last owner cannot. */
        post: operations["omni.leave"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{tenant_id}/members/{account_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Let a person go who may no more than you.
         * @description Needs the permission `omni.member.manage`.
         *
         *     A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        delete: operations["omni.remove"];
        options?: never;
        head?: never;
        /**
         * Give a member other roles; none may more than you, before or after.
         * @description Needs the permission `omni.member.manage`.
         *
         *     A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        patch: operations["omni.change-2"];
        trace?: never;
    };
    "/api/v1/tenants/{tenant_id}/members/{account_id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End the ways of a member's sessions into the tenant: whoever goes on must show again who it is.
         * @description Needs the permission `omni.member.manage`.
         *
         *     A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        delete: operations["omni.sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{tenant_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a suspension, or bring back a tenant that is to be deleted.
         * @description Needs the permission `omni.tenant.manage`.
         */
        post: operations["omni.resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{tenant_id}/roles/{role}/login-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What holds for those with a role.
         * @description Needs the permission `omni.login-policy.manage`.
         */
        get: operations["omni.role"];
        /**
         * Say what holds for those with a role, in place of what was said before.
         * @description Needs the permission `omni.login-policy.manage`.
         *
         *     A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        put: operations["omni.put_role"];
        post?: never;
        /**
         * Say nothing for those with a role.
         * @description Needs the permission `omni.login-policy.manage`.
         *
         *     A session must have signed in within 15 minutes: see `POST /api/v1/auth/reauthenticate`.
         */
        delete: operations["omni.clear_role"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{tenant_id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch off everything of a tenant but reading; data stay.
         * @description Needs the permission `omni.tenant.manage`.
         */
        post: operations["omni.suspend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/x/live-traffic/minute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The last minute beside the one before.
         * @description Needs the permission `live-traffic.traffic.read`.
         */
        get: operations["live-traffic.minute"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/x/live-traffic/seconds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The last three minutes, second by second, the oldest first.
         * @description Needs the permission `live-traffic.traffic.read`.
         */
        get: operations["live-traffic.seconds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All metrics, as OpenMetrics 1.0 or in Prometheus's text format 0.0.4, whichever the scraper likes better. */
        get: operations["metrics-prometheus.scrape"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/a": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in one `alias` call of the Segment spec. */
        post: operations["analytics.handler-12"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alias": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in one `alias` call of the Segment spec. */
        post: operations["analytics.handler-11"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/b": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in calls of the Segment spec: `{"batch": […], "sentAt": …}`, perhaps as gzip. */
        post: operations["analytics.batch-2"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in calls of the Segment spec: `{"batch": […], "sentAt": …}`, perhaps as gzip. */
        post: operations["analytics.batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/g": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in one `group` call of the Segment spec. */
        post: operations["analytics.handler-10"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/group": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in one `group` call of the Segment spec. */
        post: operations["analytics.handler-9"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/i": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in one `identify` call of the Segment spec. */
        post: operations["analytics.handler-4"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in one `identify` call of the Segment spec. */
        post: operations["analytics.handler-3"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in calls of the Segment spec: `{"batch": […], "sentAt": …}`, perhaps as gzip. */
        post: operations["analytics.batch-3"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/p": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in one `page` call of the Segment spec. */
        post: operations["analytics.handler-6"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in one `page` call of the Segment spec. */
        post: operations["analytics.handler-5"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/s": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in one `screen` call of the Segment spec. */
        post: operations["analytics.handler-8"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/screen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in one `screen` call of the Segment spec. */
        post: operations["analytics.handler-7"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/t": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in one `track` call of the Segment spec. */
        post: operations["analytics.handler-2"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/track": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in one `track` call of the Segment spec. */
        post: operations["analytics.handler"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Acceptance
         * @description How to join: signed in, with the token alone; else with a name and a password to set.
         */
        Acceptance: {
            /**
             * Token
             * Format: password
             */
            token: string;
            /**
             * Name
             * @default
             * @example Ann
             */
            name: string;
            /**
             * Password
             * @default null
             */
            password: string | null;
        };
        /**
         * Accepted
         * @description The same answer whether there is such an account or not.
         */
        Accepted: {
            /** Message */
            message: string;
        };
        /**
         * AccountChanges
         * @description What is to be otherwise; absent fields stay.
         */
        AccountChanges: {
            /**
             * Name
             * @default null
             */
            name: string | null;
            /**
             * Locale
             * @default null
             * @example de
             */
            locale: string | null;
            /**
             * State
             * @default null
             */
            state: ("active" | "disabled") | null;
            /**
             * Platform
             * @default null
             */
            platform: boolean | null;
        };
        /**
         * AccountView
         * @description An account; without `password_changed_at` it has no password.
         */
        AccountView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Email */
            email: string;
            /** Name */
            name: string;
            /** Locale */
            locale: string | null;
            /** Platform */
            platform: boolean;
            /**
             * State
             * @enum {string}
             */
            state: "active" | "disabled";
            /** Email Verified At */
            email_verified_at: string | null;
            /** Password Changed At */
            password_changed_at: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * Address
         * @description Where a mail is to go.
         */
        Address: {
            /**
             * Email
             * @example ann@example.com
             */
            email: string;
        };
        /**
         * Answer
         * @description Answers to a form; `method` alone asks for another factor, or once more for the same.
         */
        Answer: {
            /**
             * Answers
             * @default null
             */
            answers: {
                [key: string]: components["schemas"]["JsonValue"];
            } | null;
            /**
             * Method
             * @default null
             */
            method: string | null;
        };
        /**
         * Asked
         * @description What somebody is invited to, and what accepting takes.
         */
        Asked: {
            /** Tenant */
            tenant: string;
            /** Email */
            email: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /**
             * Way
             * @description `sign-in`: the address has an account; `password`: set one to accept.
             * @enum {string}
             */
            way: "sign-in" | "password";
        };
        /**
         * Available
         * @description A factor that there is.
         */
        Available: {
            /** Method */
            method: string;
            /** Title */
            title: string;
            /** Kind */
            kind: string;
            /**
             * Allowed
             * @description By the login policy.
             */
            allowed: boolean;
        };
        /**
         * Begin
         * @description How a login begins: with nothing, with e-mail and password, or at a tenant's identity provider.
         */
        Begin: {
            /**
             * Email
             * @default null
             */
            email: string | null;
            /**
             * Password
             * @default null
             */
            password: string | null;
            /**
             * Tenant
             * @description Slug: whose buttons are shown.
             * @default null
             */
            tenant: string | null;
            /**
             * Provider
             * @description The button that was pressed, and
             * @default null
             */
            provider: string | null;
            /**
             * Connection
             * @description its connection.
             * @default
             */
            connection: string;
            /**
             * Next
             * @description Where to go then: a path of this site, or it is /.
             * @default /
             */
            next: string;
            /**
             * Client
             * @description A cookie, or a token in the answer.
             * @default browser
             * @enum {string}
             */
            client: "browser" | "bearer";
        };
        /**
         * BlockView
         * @description One block of a page.
         */
        BlockView: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "table" | "form" | "chart" | "figures" | "action";
            /**
             * @description What it shows, or fills its form from.
             * @default null
             */
            source: components["schemas"]["RouteRef"] | null;
            /** @default null */
            submit: components["schemas"]["RouteRef"] | null;
            /**
             * Title
             * @default
             */
            title: string;
            /**
             * Confirm
             * @default null
             */
            confirm: string | null;
            /**
             * Fields
             * @default []
             */
            fields: components["schemas"]["FieldView"][];
            /**
             * Actions
             * @default []
             */
            actions: components["schemas"]["BlockView"][];
            /**
             * Empty
             * @default
             */
            empty: string;
            /**
             * Chart
             * @default null
             */
            chart: ("line" | "bar" | "area" | "pie") | null;
            /** @default null */
            x: components["schemas"]["FieldView"] | null;
            /**
             * Unit
             * @default
             */
            unit: string;
            /**
             * Home
             * @description It stands on the home page, too.
             * @default false
             */
            home: boolean;
            /**
             * Live
             * @description The topic of `/stream` that tells of news.
             * @default null
             */
            live: string | null;
        };
        /**
         * Button
         * @description An identity provider's connection.
         */
        Button: {
            /** Provider */
            provider: string;
            /** Connection */
            connection: string;
            /** Title */
            title: string;
            /** Icon */
            icon: string | null;
        };
        /**
         * CardView
         * @description What one report type has to say at a glance.
         */
        CardView: {
            /** Type */
            type: string;
            /** Title */
            title: string;
            /** Plugin */
            plugin: string;
            /** Figures */
            figures: components["schemas"]["FigureView"][];
            /** Charts */
            charts: components["schemas"]["ChartView"][];
            /** Tables */
            tables: components["schemas"]["TableView"][];
            /** Notes */
            notes: string[];
        };
        /**
         * Cell
         * @description One plugin in one tenant.
         */
        Cell: {
            /** State */
            state: string;
            /**
             * Reason
             * @default
             */
            reason: string;
            /**
             * Needs Consent
             * @description It asks for scopes that nobody granted.
             * @default false
             */
            needs_consent: boolean;
        };
        /**
         * ChangeBody
         * @description The same, anew.
         */
        ChangeBody: {
            /**
             * Name
             * @description Unique in the tenant; the mail's subject begins with it.
             */
            name: string;
            /**
             * Type
             * @description `name` of a report type.
             * @example usage
             */
            type: string;
            /**
             * Parameters
             * @description As the type's schema has them; without a zone the schedule's.
             * @default {}
             */
            parameters: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Format
             * @description `name` of a format.
             * @example csv
             */
            format: string;
            /**
             * Cron
             * @description Minute, hour, day of month, month, day of week; or @weekly.
             * @example 0 7 * * 1
             */
            cron: string;
            /**
             * Zone
             * @default null
             */
            zone: string | null;
            /**
             * Recipients
             * @description Addresses; each gets a mail of its own.
             * @example [
             *       "ann@example.com"
             *     ]
             */
            recipients: string[];
            /**
             * Skip If Empty
             * @description Send nothing where nothing happened.
             * @default false
             */
            skip_if_empty: boolean;
            /**
             * Catch Up
             * @description Of the times that were missed while nothing ran: make up for the last, or for none.
             * @default one
             * @enum {string}
             */
            catch_up: "none" | "one";
            /**
             * Take Over
             * @description From now on it runs in the caller's name: for an admin, where the owner may not any more.
             * @default false
             */
            take_over: boolean;
        };
        /**
         * Changed
         * @description What a change brought.
         */
        Changed: {
            /** Plugin */
            plugin: string;
            /** State */
            state: string;
            /**
             * Reason
             * @default
             */
            reason: string;
            /**
             * Activated
             * @default []
             */
            activated: string[];
            /**
             * Suspended
             * @default []
             */
            suspended: string[];
            /**
             * Warning
             * @default
             */
            warning: string;
        };
        /**
         * ChartView
         * @description A table of the report, drawn.
         */
        ChartView: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "line" | "area" | "bar" | "pie";
            /** Table */
            table: string;
            /** X */
            x: string;
            /** Y */
            y: string[];
            /**
             * Stacked
             * @default false
             */
            stacked: boolean;
            /**
             * Complete
             * @default null
             */
            complete: string | null;
        };
        /**
         * Checked
         * @description One health check.
         */
        Checked: {
            /** Plugin */
            plugin: string;
            /** Name */
            name: string;
            /** Ok */
            ok: boolean;
            /** Critical */
            critical: boolean;
            /** Detail */
            detail: string;
        };
        /**
         * Cleared
         * @description So many are listed no more.
         */
        Cleared: {
            /** Cleared */
            cleared: number;
        };
        /**
         * ColumnView
         * @description A column of a table.
         */
        ColumnView: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "text" | "boolean" | "integer" | "number" | "percent" | "money" | "seconds" | "bytes" | "date" | "time";
            /**
             * Unit
             * @default
             */
            unit: string;
        };
        /**
         * Confirmation
         * @description The answers to the step of an enrolment.
         */
        Confirmation: {
            /**
             * Flow Id
             * Format: uuid
             */
            flow_id: string;
            /**
             * Answers
             * @example {
             *       "code": "123456"
             *     }
             */
            answers: {
                [key: string]: components["schemas"]["JsonValue"];
            };
        };
        /**
         * Counts
         * @description How much there is.
         */
        Counts: {
            /**
             * Tenants
             * @description By state.
             */
            tenants: {
                [key: string]: number;
            };
            /** Accounts */
            accounts: number;
            /**
             * Jobs
             * @description By state; without those that are done.
             */
            jobs: {
                [key: string]: number;
            };
        };
        /**
         * Cursor
         * @description A parameter of this type makes a route a cursor list: `?cursor=…&limit=…&sort=…`; see `paginate`.
         */
        Cursor: {
            /**
             * Cursor
             * @description `next` of the page before.
             * @default null
             */
            cursor: string | null;
            /**
             * Limit
             * @description How many items at most.
             * @default 50
             */
            limit: number;
            /**
             * Sort
             * @description A field to sort by, `-field` for falling; by default the newest first.
             * @default null
             */
            sort: string | null;
        };
        /**
         * DeadLetter
         * @description A job, or a delivery of events, that failed for good: it waits until somebody decides about it.
         */
        DeadLetter: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Plugin */
            plugin: string;
            /**
             * Kind
             * @description `job`, or `events` for the delivery of events to a handler.
             */
            kind: string;
            /** Name */
            name: string;
            /** Reason */
            reason: string | null;
            /**
             * Attempts
             * @description How often it was tried.
             */
            attempts: number;
            /** Arguments */
            arguments: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Died At */
            died_at: string | null;
        };
        /**
         * DefinitionView
         * @description What a metric means.
         */
        DefinitionView: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Text */
            text: string;
            /** Formula */
            formula: string;
            /**
             * Source
             * @default
             */
            source: string;
        };
        /**
         * DeliveryView
         * @description One mail: to whom, and how it went.
         */
        DeliveryView: {
            /** Recipient */
            recipient: string;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "sent" | "failed" | "unsubscribed" | "dry";
            /** Error */
            error: string;
            /** Tries */
            tries: number;
            /** Sent At */
            sent_at: string | null;
        };
        /**
         * DeviceView
         * @description A browser that is trusted until then.
         */
        DeviceView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Device */
            device: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
        };
        /**
         * DownloadBody
         * @description As which file.
         */
        DownloadBody: {
            /** Format */
            format: string;
        };
        /**
         * DownloadView
         * @description A file of a report: how far it is, and once it is done a link that expires.
         */
        DownloadView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Run Id
             * Format: uuid
             */
            run_id: string;
            /** Format */
            format: string;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "running" | "done" | "failed";
            /**
             * Progress
             * @default 0
             */
            progress: number;
            /**
             * Note
             * @default
             */
            note: string;
            /**
             * Error
             * @default
             */
            error: string;
            /**
             * Filename
             * @default
             */
            filename: string;
            /**
             * Media Type
             * @default
             */
            media_type: string;
            /**
             * Size
             * @default 0
             */
            size: number;
            /**
             * Url
             * @default null
             */
            url: string | null;
            /**
             * Expires At
             * @default null
             */
            expires_at: string | null;
        };
        /**
         * Enabling
         * @description Consent to the scopes that the plugin asks for, and its first settings.
         */
        Enabling: {
            /**
             * @description What is granted: at most what the plugin asks for.
             * @default null
             */
            grant: components["schemas"]["Scopes"] | null;
            /**
             * Settings
             * @description As the plugin's settings schema says.
             * @default {}
             */
            settings: {
                [key: string]: components["schemas"]["JsonValue"];
            };
        };
        /**
         * Enrolled
         * @description A factor that one has.
         */
        Enrolled: {
            /** Method */
            method: string;
            /** Title */
            title: string;
            /** Kind */
            kind: string;
            /**
             * Usable
             * @description Can a login ask for it? Not while its plugin is off, or where the policy forbids it.
             */
            usable: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Used At */
            used_at: string | null;
        };
        /**
         * EnrolmentView
         * @description What comes next; a step of the type `done` says that the factor is in force.
         */
        EnrolmentView: {
            /**
             * Flow Id
             * Format: uuid
             */
            flow_id: string;
            /** Method */
            method: string;
            /** Step */
            step: {
                [key: string]: unknown;
            };
        };
        /**
         * EntryView
         * @description An entry of the log, with who stands behind its pseudonyms, as far as it is known.
         */
        EntryView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Seq
             * @description Its place in the chain.
             */
            seq: number;
            /**
             * Time
             * Format: date-time
             * @description When it happened.
             */
            time: string;
            /** Type */
            type: string;
            /**
             * Actor
             * @description `account:<id>`, `key:<id>`, `system:<name>` or `anonymous:<address>`.
             */
            actor: string;
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "success" | "denied" | "failure";
            /** Ip */
            ip: string;
            /** Request Id */
            request_id: string;
            /** Resource */
            resource: string;
            /**
             * Who
             * @description The actor's name or e-mail address, if it is a person.
             * @default null
             */
            who: string | null;
            /**
             * User Agent
             * @default
             */
            user_agent: string;
            /** @default null */
            data: components["schemas"]["JsonValue"];
            /** Hash */
            hash: string;
        };
        /**
         * ErasureBody
         * @description Who is to be erased.
         */
        ErasureBody: {
            /**
             * User Id
             * @description As events name the person: a user id, an anonymous id, or the id of an account.
             */
            user_id: string;
        };
        /**
         * ErasureView
         * @description How an erasure stands. The person is not named: what is kept of the id is a digest.
         */
        ErasureView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * State
             * @description `queued`, `running`, `done`, or `failed` after the last attempt.
             */
            state: string;
            /**
             * Erased
             * @description Events that were taken out so far.
             */
            erased: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Finished At */
            finished_at: string | null;
        };
        /**
         * EventBody
         * @description One event: what happened, when, and to whom.
         */
        EventBody: {
            /**
             * Name
             * @description What happened: `invoice.paid`, or a name of your own.
             */
            name: string;
            /**
             * Message Id
             * @description Makes sending it again harmless; without one it counts each time.
             * @default null
             */
            message_id: string | null;
            /**
             * Time
             * @description When it happened; by default now.
             * @default null
             */
            time: string | null;
            /**
             * User Id
             * @description The id that you know the person by.
             * @default null
             */
            user_id: string | null;
            /**
             * Anonymous Id
             * @description The id of somebody who is not known.
             * @default null
             */
            anonymous_id: string | null;
            /**
             * Group Id
             * @description The account or company that the person belongs to.
             * @default null
             */
            group_id: string | null;
            /**
             * Properties
             * @description What the tracking plan says of the event, and whatever else there is.
             * @default {}
             */
            properties: {
                [key: string]: unknown;
            };
            /**
             * Context
             * @description About the circumstances: app, page, campaign.
             * @default {}
             */
            context: {
                [key: string]: unknown;
            };
        };
        /**
         * EventTypeView
         * @description A type of events that may happen here.
         */
        EventTypeView: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Plugin */
            plugin: string;
            /** Durable */
            durable: boolean;
            /**
             * Json Schema
             * @description Of the event's data.
             */
            json_schema: {
                [key: string]: components["schemas"]["JsonValue"];
            };
        };
        /**
         * EventsAccepted
         * @description So many events were taken in; those that break the tracking plan will stand among the rejected ones.
         */
        EventsAccepted: {
            /** Accepted */
            accepted: number;
        };
        /**
         * EventsBody
         * @description Some events at once.
         */
        EventsBody: {
            /** Events */
            events: components["schemas"]["EventBody"][];
        };
        /**
         * ExportBody
         * @description What to export.
         */
        ExportBody: {
            /**
             * Format
             * @description `jsonl` has the chain and can be verified anywhere; `csv` is for spreadsheets.
             * @default jsonl
             * @enum {string}
             */
            format: "jsonl" | "csv";
            /**
             * From
             * @description Not before.
             * @default null
             */
            from: string | null;
            /**
             * To
             * @description Before.
             * @default null
             */
            to: string | null;
        };
        /**
         * ExportView
         * @description An export, as it stands.
         */
        ExportView: {
            /** Id */
            id: string;
            /** State */
            state: string;
            /**
             * Progress
             * @description 0 to 1.
             */
            progress: number;
            /**
             * Error
             * @default null
             */
            error: string | null;
            /**
             * Entries
             * @default null
             */
            entries: number | null;
            /**
             * Url
             * @description Where the file is, once it is done: for a while, and for whoever has it.
             * @default null
             */
            url: string | null;
            /**
             * Expires At
             * @default null
             */
            expires_at: string | null;
        };
        /**
         * FailedView
         * @description A report type whose figures could not be had now.
         */
        FailedView: {
            /** Plugin */
            plugin: string;
            /** Reason */
            reason: string;
        };
        /**
         * Failure
         * @description What failed last before a plugin was given a rest.
         */
        Failure: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Tenant
             * @default null
             */
            tenant: string | null;
            /** Error */
            error: string;
            /** Traceback */
            traceback: string;
        };
        /**
         * FieldView
         * @description A field of what a route answers: a column, a series of a chart, or a headline number.
         */
        FieldView: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /**
             * Unit
             * @default
             */
            unit: string;
            /**
             * Previous
             * @default null
             */
            previous: string | null;
            /**
             * History
             * @default null
             */
            history: string | null;
            /**
             * Better
             * @default null
             */
            better: ("up" | "down") | null;
        };
        /**
         * FigureView
         * @description A headline number; decimals are text.
         */
        FigureView: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            value: components["schemas"]["JsonValue"];
            /**
             * Kind
             * @enum {string}
             */
            kind: "text" | "boolean" | "integer" | "number" | "percent" | "money" | "seconds" | "bytes" | "date" | "time";
            /**
             * Unit
             * @default
             */
            unit: string;
            /** @default null */
            previous: components["schemas"]["JsonValue"];
            /**
             * Better
             * @default null
             */
            better: ("up" | "down") | null;
        };
        /**
         * Filters
         * @description Which entries are wanted.
         */
        Filters: {
            /**
             * From
             * @description Not before.
             * @default null
             */
            from: string | null;
            /**
             * To
             * @description Before.
             * @default null
             */
            to: string | null;
            /**
             * Actor
             * @description An account's id, e-mail address or name; or whole: `key:<id>`, `account:<id>`, `system:omni`.
             * @default null
             */
            actor: string | null;
            /**
             * Action
             * @description The type of an event, or a pattern: `*` is one word of it, `**` one or more: `account.**`.
             * @default null
             */
            action: string | null;
            /**
             * Outcome
             * @default null
             */
            outcome: ("success" | "denied" | "failure") | null;
            /**
             * Ip
             * @default null
             */
            ip: string | null;
            /**
             * Request Id
             * @default null
             */
            request_id: string | null;
            /**
             * Resource
             * @description `Invoice:<id>`, `account:<id>`, a path.
             * @default null
             */
            resource: string | null;
            /**
             * Q
             * @description A text in the record, names and addresses excepted; needs a time span of 31 days at most.
             * @default null
             */
            q: string | null;
        };
        /**
         * Find
         * @description Which tenants of a list.
         */
        Find: {
            /**
             * Q
             * @description Part of the name or the slug.
             * @default null
             */
            q: string | null;
            /**
             * Slug
             * @default null
             */
            slug: string | null;
            /**
             * State
             * @default null
             */
            state: ("active" | "suspended" | "deleting") | null;
        };
        /**
         * FormatView
         * @description A kind of file that reports may be rendered to.
         */
        FormatView: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Plugin */
            plugin: string;
        };
        /**
         * GenerateBody
         * @description Which report to make, of what, and as which file if it is to be one.
         */
        GenerateBody: {
            /**
             * Type
             * @description `name` of a report type.
             * @example usage
             */
            type: string;
            /**
             * Parameters
             * @description As the type's schema has them.
             * @default {}
             */
            parameters: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Format
             * @description `name` of a format; without one the answer is the report.
             * @default null
             */
            format: string | null;
        };
        /**
         * IdentityView
         * @description How a provider knows one: `subject` is its word.
         */
        IdentityView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Tenant Id
             * Format: uuid
             */
            tenant_id: string;
            /** Provider */
            provider: string;
            /** Connection */
            connection: string;
            /** Subject */
            subject: string;
            /** Email */
            email: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Used At */
            used_at: string | null;
        };
        /**
         * ImportView
         * @description A file that is being read in, or was.
         */
        ImportView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Filename */
            filename: string;
            /** Format */
            format: string;
            /** Size */
            size: number;
            /**
             * Read
             * @description Bytes of it that were read.
             */
            read: number;
            /**
             * Progress
             * @default 0
             */
            progress: number;
            /** Accepted */
            accepted: number;
            /**
             * Rejected
             * @description Lines that are listed as rejected events, with their numbers.
             */
            rejected: number;
            /**
             * State
             * @description `queued`, `running`, `done`, `failed` or `cancelled`.
             */
            state: string;
            /** Error */
            error: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Finished At */
            finished_at: string | null;
        };
        /**
         * InvitationView
         * @description An invitation that was neither accepted nor taken back.
         */
        InvitationView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Email */
            email: string;
            /** Roles */
            roles: string[];
            /** Invited By */
            invited_by: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Sent At */
            sent_at: string | null;
            /**
             * Sent
             * @description How many mails went out.
             */
            sent: number;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
        };
        /** Items[AccountView] */
        Items_AccountView_: {
            /** Items */
            items: components["schemas"]["AccountView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[Button] */
        Items_Button_: {
            /** Items */
            items: components["schemas"]["Button"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[DeadLetter] */
        Items_DeadLetter_: {
            /** Items */
            items: components["schemas"]["DeadLetter"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[DeviceView] */
        Items_DeviceView_: {
            /** Items */
            items: components["schemas"]["DeviceView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[EntryView] */
        Items_EntryView_: {
            /** Items */
            items: components["schemas"]["EntryView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[ErasureView] */
        Items_ErasureView_: {
            /** Items */
            items: components["schemas"]["ErasureView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[EventTypeView] */
        Items_EventTypeView_: {
            /** Items */
            items: components["schemas"]["EventTypeView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[IdentityView] */
        Items_IdentityView_: {
            /** Items */
            items: components["schemas"]["IdentityView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[ImportView] */
        Items_ImportView_: {
            /** Items */
            items: components["schemas"]["ImportView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[InvitationView] */
        Items_InvitationView_: {
            /** Items */
            items: components["schemas"]["InvitationView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[JobView] */
        Items_JobView_: {
            /** Items */
            items: components["schemas"]["JobView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[KeyView] */
        Items_KeyView_: {
            /** Items */
            items: components["schemas"]["KeyView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[ListedMember] */
        Items_ListedMember_: {
            /** Items */
            items: components["schemas"]["ListedMember"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[ListedSession] */
        Items_ListedSession_: {
            /** Items */
            items: components["schemas"]["ListedSession"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[MatrixRow] */
        Items_MatrixRow_: {
            /** Items */
            items: components["schemas"]["MatrixRow"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[PageView] */
        Items_PageView_: {
            /** Items */
            items: components["schemas"]["PageView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[PermissionView] */
        Items_PermissionView_: {
            /** Items */
            items: components["schemas"]["PermissionView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[PluginView] */
        Items_PluginView_: {
            /** Items */
            items: components["schemas"]["PluginView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[RejectedView] */
        Items_RejectedView_: {
            /** Items */
            items: components["schemas"]["RejectedView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[ReportScheduleView] */
        Items_ReportScheduleView_: {
            /** Items */
            items: components["schemas"]["ReportScheduleView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[RoleView] */
        Items_RoleView_: {
            /** Items */
            items: components["schemas"]["RoleView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[RunView] */
        Items_RunView_: {
            /** Items */
            items: components["schemas"]["RunView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[ScheduleView] */
        Items_ScheduleView_: {
            /** Items */
            items: components["schemas"]["ScheduleView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[Second] */
        Items_Second_: {
            /** Items */
            items: components["schemas"]["Second"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[SendingView] */
        Items_SendingView_: {
            /** Items */
            items: components["schemas"]["SendingView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[SubscriberView] */
        Items_SubscriberView_: {
            /** Items */
            items: components["schemas"]["SubscriberView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[TenantItem] */
        Items_TenantItem_: {
            /** Items */
            items: components["schemas"]["TenantItem"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /** Items[WriteKeyView] */
        Items_WriteKeyView_: {
            /** Items */
            items: components["schemas"]["WriteKeyView"][];
            /**
             * Next
             * @default null
             */
            next: string | null;
        };
        /**
         * JobDetail
         * @description A job with what it took and gave.
         */
        JobDetail: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * State
             * @enum {string}
             */
            state: "held" | "queued" | "running" | "done" | "failed" | "dead" | "cancelled";
            /**
             * Attempt
             * @description How often it was begun.
             */
            attempt: number;
            /**
             * Progress
             * @description 0 to 1.
             */
            progress: number;
            /** Note */
            note: string;
            /** Started At */
            started_at: string | null;
            /** Finished At */
            finished_at: string | null;
            /** Plugin */
            plugin: string;
            /**
             * Kind
             * @description `job`, or `events` for the delivery of events to a handler.
             */
            kind: string;
            /** Name */
            name: string;
            /** Queue */
            queue: string;
            /** Priority */
            priority: number;
            /**
             * Error
             * @description What went wrong last.
             */
            error: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Due
             * Format: date-time
             */
            due: string;
            /** Arguments */
            arguments: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            result: components["schemas"]["JsonValue"];
        };
        /**
         * JobProgress
         * @description How far a job is.
         */
        JobProgress: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * State
             * @enum {string}
             */
            state: "held" | "queued" | "running" | "done" | "failed" | "dead" | "cancelled";
            /**
             * Attempt
             * @description How often it was begun.
             */
            attempt: number;
            /**
             * Progress
             * @description 0 to 1.
             */
            progress: number;
            /** Note */
            note: string;
            /** Started At */
            started_at: string | null;
            /** Finished At */
            finished_at: string | null;
        };
        /**
         * JobView
         * @description A job, as it stands.
         */
        JobView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * State
             * @enum {string}
             */
            state: "held" | "queued" | "running" | "done" | "failed" | "dead" | "cancelled";
            /**
             * Attempt
             * @description How often it was begun.
             */
            attempt: number;
            /**
             * Progress
             * @description 0 to 1.
             */
            progress: number;
            /** Note */
            note: string;
            /** Started At */
            started_at: string | null;
            /** Finished At */
            finished_at: string | null;
            /** Plugin */
            plugin: string;
            /**
             * Kind
             * @description `job`, or `events` for the delivery of events to a handler.
             */
            kind: string;
            /** Name */
            name: string;
            /** Queue */
            queue: string;
            /** Priority */
            priority: number;
            /**
             * Error
             * @description What went wrong last.
             */
            error: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Due
             * Format: date-time
             */
            due: string;
        };
        /**
         * Joined
         * @description A membership.
         */
        Joined: {
            /**
             * Tenant Id
             * Format: uuid
             */
            tenant_id: string;
            /**
             * Account Id
             * Format: uuid
             */
            account_id: string;
            /** Email */
            email: string;
            /** Roles */
            roles: string[];
        };
        JsonValue: unknown;
        /**
         * Kept
         * @description What a tenant has of a plugin. Backups and events that were sent keep what they have.
         */
        Kept: {
            /** Plugin */
            plugin: string;
            /** State */
            state: string;
            /**
             * Rows
             * @description By table, as the plugin calls it.
             */
            rows: {
                [key: string]: number;
            };
            /** Blobs */
            blobs: number;
            /** Jobs */
            jobs: number;
            /** Schedules */
            schedules: number;
            /**
             * Settings
             * @description Settings or consent of the tenant's.
             */
            settings: boolean;
            /**
             * Own Export
             * @description The plugin writes its export itself; else it is its rows as lines of JSON.
             */
            own_export: boolean;
            /**
             * Own Purge
             * @description The plugin clears what it keeps elsewhere; it is asked only while it is active here.
             */
            own_purge: boolean;
        };
        /**
         * KeyMade
         * @description The one answer that has the key itself.
         */
        KeyMade: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Tenant Id */
            tenant_id: string | null;
            /** Start */
            start: string;
            /** Last Four */
            last_four: string;
            /** Roles */
            roles: string[];
            /** Permissions */
            permissions: string[];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Maker Id */
            maker_id: string | null;
            /** Rotated From */
            rotated_from: string | null;
            /** Api Version */
            api_version: number;
            /** Expires At */
            expires_at: string | null;
            /** Revoked At */
            revoked_at: string | null;
            /** Used At */
            used_at: string | null;
            /** Uses */
            uses: number;
            /** Key */
            key: string;
        };
        /**
         * KeyView
         * @description A key; its text is shown once, when it is made.
         */
        KeyView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Tenant Id */
            tenant_id: string | null;
            /** Start */
            start: string;
            /** Last Four */
            last_four: string;
            /** Roles */
            roles: string[];
            /** Permissions */
            permissions: string[];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Maker Id */
            maker_id: string | null;
            /** Rotated From */
            rotated_from: string | null;
            /** Api Version */
            api_version: number;
            /** Expires At */
            expires_at: string | null;
            /** Revoked At */
            revoked_at: string | null;
            /** Used At */
            used_at: string | null;
            /** Uses */
            uses: number;
        };
        /**
         * Link
         * @description One button of the tenant.
         */
        Link: {
            /** Provider */
            provider: string;
            /**
             * Connection
             * @default
             */
            connection: string;
            /**
             * Next
             * @default /
             */
            next: string;
        };
        /**
         * ListedMember
         * @description In the list, with what those who manage people want to know.
         */
        ListedMember: {
            /**
             * Account Id
             * Format: uuid
             */
            account_id: string;
            /** Email */
            email: string;
            /** Name */
            name: string;
            /** Roles */
            roles: string[];
            /**
             * State
             * @enum {string}
             */
            state: "active" | "disabled";
            /**
             * Joined At
             * Format: date-time
             */
            joined_at: string;
            /**
             * Second Factor
             * @description Has he enrolled one? Said to those only who may manage people.
             */
            second_factor: boolean | null;
        };
        /**
         * ListedSession
         * @description In the list, which says which one asks.
         */
        ListedSession: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "browser" | "bearer";
            /** Device */
            device: string;
            /** Ip */
            ip: string;
            /** Methods */
            methods: string[];
            /** Tenant Id */
            tenant_id: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Authenticated At
             * Format: date-time
             */
            authenticated_at: string;
            /**
             * Seen At
             * Format: date-time
             */
            seen_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Current */
            current: boolean;
        };
        /**
         * LoginView
         * @description A login: what comes next, and by which factors else it may.
         */
        LoginView: {
            /**
             * Flow Id
             * Format: uuid
             */
            flow_id: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /**
             * Step
             * @description `type` is form, redirect or done.
             */
            step: {
                [key: string]: unknown;
            };
            /** Methods */
            methods: components["schemas"]["Offer"][];
            /**
             * Providers
             * @default []
             */
            providers: components["schemas"]["Button"][];
            /**
             * Flow Token
             * @description For a client without cookies: to be sent as Omni-Flow.
             * @default null
             */
            flow_token: string | null;
        };
        /**
         * MailedToken
         * @description What stands behind the `#` of a mailed link.
         */
        MailedToken: {
            /**
             * Token
             * Format: password
             */
            token: string;
        };
        /**
         * MatrixRow
         * @description A tenant, and its plugins by id; one that is not named is `disabled`.
         */
        MatrixRow: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Slug */
            slug: string;
            /** Name */
            name: string;
            /** State */
            state: string;
            /**
             * Plugins
             * @default {}
             */
            plugins: {
                [key: string]: components["schemas"]["Cell"];
            };
        };
        /**
         * Me
         * @description Whoever asks; `permissions` are those in the tenant that `Omni-Tenant` names.
         */
        Me: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Email */
            email: string;
            /** Email Verified */
            email_verified: boolean;
            /** Name */
            name: string;
            /** Locale */
            locale: string | null;
            /** Platform */
            platform: boolean;
            /** Tenants */
            tenants: components["schemas"]["TenantOf"][];
            /** Permissions */
            permissions: string[];
            session: components["schemas"]["SessionView"];
        };
        /**
         * MemberView
         * @description A person in the tenant.
         */
        MemberView: {
            /**
             * Account Id
             * Format: uuid
             */
            account_id: string;
            /** Email */
            email: string;
            /** Name */
            name: string;
            /** Roles */
            roles: string[];
        };
        /**
         * Minute
         * @description The last minute beside the one before.
         */
        Minute: {
            /**
             * Rate
             * @description Requests per second.
             */
            rate: number;
            /** Rate Before */
            rate_before: number;
            /**
             * Rate History
             * @description The last three minutes, by ten seconds, the oldest first.
             */
            rate_history: number[];
            /**
             * Median
             * @description Milliseconds within which half of them were answered.
             */
            median: number | null;
            /** Median Before */
            median_before: number | null;
            /**
             * Slowest
             * @description Milliseconds within which 95 in 100 were answered.
             */
            slowest: number | null;
            /** Slowest Before */
            slowest_before: number | null;
            /**
             * Failed
             * @description Share of them that failed: 0 to 1.
             */
            failed: number;
            /** Failed Before */
            failed_before: number;
        };
        /**
         * Moved
         * @description Has the account its new address? If not, the other one has yet to confirm.
         */
        Moved: {
            /** Done */
            done: boolean;
        };
        /**
         * NewAccount
         * @description A person to come; the password is set by a link.
         */
        NewAccount: {
            /**
             * Email
             * @example ann@example.com
             */
            email: string;
            /**
             * Name
             * @default
             * @example Ann
             */
            name: string;
            /**
             * Platform
             * @description A platform administrator, who may everything in every tenant.
             * @default false
             */
            platform: boolean;
            /**
             * Verified
             * @description You know that the address is this person's.
             * @default false
             */
            verified: boolean;
        };
        /**
         * NewInvitation
         * @description A person to ask.
         */
        NewInvitation: {
            /**
             * Email
             * @example ann@example.com
             */
            email: string;
            /**
             * Roles
             * @default [
             *       "member"
             *     ]
             */
            roles: string[];
        };
        /**
         * NewKey
         * @description A key to be: for the tenant at hand, or the one named, or the platform.
         */
        NewKey: {
            /**
             * Name
             * @example nightly import
             */
            name: string;
            /**
             * Tenant
             * @description Slug or id; a platform administrator's choice.
             * @default null
             * @example acme
             */
            tenant: string | null;
            /**
             * Platform
             * @description A key of the platform's: everything in every tenant.
             * @default false
             */
            platform: boolean;
            /**
             * Roles
             * @description Built-in ones, or the tenant's own.
             * @default []
             * @example [
             *       "member"
             *     ]
             */
            roles: string[];
            /**
             * Permissions
             * @default []
             * @example [
             *       "acme-greeter.greeting.read"
             *     ]
             */
            permissions: string[];
            /**
             * Expires At
             * @default null
             */
            expires_at: string | null;
        };
        /**
         * NewMember
         * @description A person to let in.
         */
        NewMember: {
            /**
             * Email
             * @example ann@example.com
             */
            email: string;
            /**
             * Name
             * @default
             * @example Ann
             */
            name: string;
            /**
             * Roles
             * @default [
             *       "member"
             *     ]
             */
            roles: string[];
        };
        /**
         * NewPassword
         * @description A password, by a mailed link.
         */
        NewPassword: {
            /**
             * Token
             * Format: password
             */
            token: string;
            /**
             * Password
             * Format: password
             */
            password: string;
        };
        /**
         * NewRole
         * @description A role of the tenant's own.
         */
        NewRole: {
            /**
             * Name
             * @example support
             */
            name: string;
            /**
             * Title
             * @default
             * @example Support team
             */
            title: string;
            /**
             * Permissions
             * @example [
             *       "omni.member.read",
             *       "omni.job.read"
             *     ]
             */
            permissions: string[];
        };
        /**
         * NewRoles
         * @description All roles that a member has from now on.
         */
        NewRoles: {
            /** Roles */
            roles: string[];
        };
        /**
         * NewTenant
         * @description A tenant to be.
         */
        NewTenant: {
            /**
             * Name
             * @example Acme Ltd
             */
            name: string;
            /**
             * Zone
             * @description IANA time zone.
             * @default UTC
             * @example Europe/Berlin
             */
            zone: string;
            /**
             * Locale
             * @description BCP 47 language tag.
             * @default en
             * @example de
             */
            locale: string;
            /**
             * Currency
             * @description ISO 4217 code.
             * @default EUR
             * @example EUR
             */
            currency: string;
            /**
             * Colour
             * @description The tenant's own, as #rrggbb.
             * @default null
             * @example #2750c4
             */
            colour: string | null;
            /**
             * Slug
             * @example acme
             */
            slug: string;
            /**
             * Logo
             * @description A PNG, JPEG or WebP picture of at most 64 KiB, as a `data:` address.
             * @default null
             */
            logo: string | null;
        };
        /**
         * NewWriteKey
         * @description A key that was just made; `key` is never shown again.
         */
        NewWriteKey: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Start */
            start: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Revoked At */
            revoked_at: string | null;
            /** Key */
            key: string;
        };
        /**
         * NextRunView
         * @description One time at which it would run.
         */
        NextRunView: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Offset */
            offset: string;
            /**
             * Moved
             * @default
             * @enum {string}
             */
            moved: "" | "gap" | "overlap";
        };
        /**
         * NotLoaded
         * @description A plugin that is not there. Reasons may name files and hosts: they are for the operator, by `omni plugin list` and the API.
         */
        NotLoaded: {
            /** Id */
            id: string;
            /** Standing */
            standing: string;
        };
        /**
         * Offer
         * @description A factor that may be used instead.
         */
        Offer: {
            /** Method */
            method: string;
            /** Title */
            title: string;
            /**
             * Kind
             * @default
             */
            kind: string;
        };
        /**
         * Overview
         * @description What protects one's account, and what could.
         */
        Overview: {
            /** Enrolled */
            enrolled: components["schemas"]["Enrolled"][];
            /** Available */
            available: components["schemas"]["Available"][];
            /** Required */
            required: boolean;
            /**
             * Due At
             * @description From when a factor is required.
             */
            due_at: string | null;
            /** Notices */
            notices: string[];
        };
        /**
         * OverviewView
         * @description The tenant at a glance.
         */
        OverviewView: {
            /**
             * Tenant Id
             * Format: uuid
             */
            tenant_id: string;
            /**
             * Generated
             * Format: date-time
             */
            generated: string;
            /** Cards */
            cards: components["schemas"]["CardView"][];
            /** Failed */
            failed: components["schemas"]["FailedView"][];
        };
        /**
         * Own
         * @description One's own account.
         */
        Own: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Email */
            email: string;
            /** Name */
            name: string;
            /** Locale */
            locale: string | null;
        };
        /**
         * OwnChanges
         * @description What people change of themselves; absent fields stay.
         */
        OwnChanges: {
            /**
             * Name
             * @default null
             * @example Ann
             */
            name: string | null;
            /**
             * Locale
             * @description BCP 47 language tag.
             * @default null
             * @example de
             */
            locale: string | null;
        };
        /**
         * PageView
         * @description A declared page of an active plugin.
         */
        PageView: {
            /** Plugin */
            plugin: string;
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Icon */
            icon: string | null;
            /** Blocks */
            blocks: components["schemas"]["BlockView"][];
        };
        /**
         * Parked
         * @description Since when a handler gets nothing more, and why.
         */
        Parked: {
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Reason */
            reason: string;
            /**
             * Version
             * @description Of the plugin that failed; another version is given another chance.
             */
            version: string;
        };
        /**
         * PasswordChange
         * @description The present password and the one to come.
         */
        PasswordChange: {
            /**
             * Current
             * Format: password
             */
            current: string;
            /**
             * Password
             * Format: password
             */
            password: string;
        };
        /**
         * PeriodView
         * @description The span of time that a report is about, and what it is compared with.
         */
        PeriodView: {
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
            /** Zone */
            zone: string;
            /** Group */
            group: string;
            /** Partial */
            partial: boolean;
            /** @default null */
            previous: components["schemas"]["SpanView"] | null;
        };
        /**
         * PermissionView
         * @description What may be granted, by whom it is declared, and which roles have it.
         */
        PermissionView: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Plugin */
            plugin: string;
            /** Roles */
            roles: string[];
        };
        /**
         * Place
         * @description An event, as a point in time.
         */
        Place: {
            /**
             * Event
             * Format: uuid
             */
            event: string;
            /**
             * Time
             * Format: date-time
             */
            time: string;
        };
        /**
         * PlanView
         * @description The whole plan; `others` says what happens to events that are not in it.
         */
        PlanView: {
            /** Events */
            events: components["schemas"]["PlannedView"][];
            /** Others */
            others: string;
        };
        /**
         * PlannedView
         * @description An event of the plan: the schema of its properties, and properties that it takes.
         */
        PlannedView: {
            /** Name */
            name: string;
            /** Text */
            text: string;
            /** Properties */
            properties: {
                [key: string]: unknown;
            };
            /** Example */
            example: {
                [key: string]: unknown;
            };
        };
        /**
         * Platform
         * @description The installation.
         */
        Platform: {
            /** Environment */
            environment: string;
            /** Public Url */
            public_url: string;
            versions: components["schemas"]["Versions"];
            health: components["schemas"]["Report"];
            counts: components["schemas"]["Counts"];
            /**
             * Plugins
             * @description By standing.
             */
            plugins: {
                [key: string]: number;
            };
            /**
             * Configuration
             * @description As `omni config show` says it, without secrets.
             */
            configuration: {
                [key: string]: components["schemas"]["JsonValue"];
            };
        };
        /**
         * PluginDetail
         * @description The same, with the schema of its settings; tracebacks for platform administrators.
         */
        PluginDetail: {
            /** Id */
            id: string;
            /** Title */
            title: string;
            /**
             * Summary
             * @default
             */
            summary: string;
            /**
             * Category
             * @default
             */
            category: string;
            /**
             * Icon
             * @default puzzle
             */
            icon: string;
            /**
             * Level
             * @default tenant
             */
            level: string;
            /** Version */
            version: string;
            /** Distribution */
            distribution: string;
            /**
             * Requires
             * @default []
             */
            requires: string[];
            /**
             * Provides
             * @default null
             */
            provides: number | null;
            /**
             * @default {
             *       "outbound": [],
             *       "mail": false,
             *       "sms": false,
             *       "directory": false,
             *       "metrics": false,
             *       "events": [],
             *       "data": []
             *     }
             */
            scopes: components["schemas"]["Scopes"];
            /** State */
            state: string;
            /**
             * Reason
             * @default
             */
            reason: string;
            /**
             * Hint
             * @default
             */
            hint: string;
            /** @default null */
            granted: components["schemas"]["Scopes"] | null;
            /**
             * Missing Consent
             * @default {}
             */
            missing_consent: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Needs Consent
             * @default false
             */
            needs_consent: boolean;
            /**
             * Locked
             * @description The operator alone switches it on and off.
             * @default false
             */
            locked: boolean;
            /**
             * Resting Until
             * @description It failed several times in a row, and rests.
             * @default null
             */
            resting_until: string | null;
            /**
             * Settings Schema
             * @default {}
             */
            settings_schema: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Routes
             * @default []
             */
            routes: string[];
            /**
             * Permissions
             * @default []
             */
            permissions: string[];
            /**
             * Traceback
             * @description Why it did not load.
             * @default null
             */
            traceback: string | null;
            /**
             * @description Why it was given a rest, within the last day.
             * @default null
             */
            failure: components["schemas"]["Failure"] | null;
        };
        /**
         * PluginView
         * @description A plugin as the caller sees it: `state` is the tenant's, or the installation's where no tenant is chosen.
         */
        PluginView: {
            /** Id */
            id: string;
            /** Title */
            title: string;
            /**
             * Summary
             * @default
             */
            summary: string;
            /**
             * Category
             * @default
             */
            category: string;
            /**
             * Icon
             * @default puzzle
             */
            icon: string;
            /**
             * Level
             * @default tenant
             */
            level: string;
            /** Version */
            version: string;
            /** Distribution */
            distribution: string;
            /**
             * Requires
             * @default []
             */
            requires: string[];
            /**
             * Provides
             * @default null
             */
            provides: number | null;
            /**
             * @default {
             *       "outbound": [],
             *       "mail": false,
             *       "sms": false,
             *       "directory": false,
             *       "metrics": false,
             *       "events": [],
             *       "data": []
             *     }
             */
            scopes: components["schemas"]["Scopes"];
            /** State */
            state: string;
            /**
             * Reason
             * @default
             */
            reason: string;
            /**
             * Hint
             * @default
             */
            hint: string;
            /** @default null */
            granted: components["schemas"]["Scopes"] | null;
            /**
             * Missing Consent
             * @default {}
             */
            missing_consent: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Needs Consent
             * @default false
             */
            needs_consent: boolean;
            /**
             * Locked
             * @description The operator alone switches it on and off.
             * @default false
             */
            locked: boolean;
            /**
             * Resting Until
             * @description It failed several times in a row, and rests.
             * @default null
             */
            resting_until: string | null;
        };
        /**
         * PolicyBody
         * @description A tenant's policy. The first rule whose pattern matches decides, else `calls`.
         */
        PolicyBody: {
            /**
             * Calls
             * @description Which API calls are recorded: reads are `all` but not `writes`.
             * @default none
             * @enum {string}
             */
            calls: "none" | "writes" | "all";
            /**
             * Rules
             * @description Exceptions: reads of sensitive data, or plugins that need no record.
             * @default [
             *       {
             *         "pattern": "/api/v1/security/audit-logs*",
             *         "calls": "all"
             *       }
             *     ]
             */
            rules: components["schemas"]["Rule"][];
            /**
             * Retention Days
             * @description For how long entries stand; null: as the operator has configured.
             * @default null
             */
            retention_days: number | null;
        };
        /**
         * PolicyView
         * @description What is said for one; `null` leaves it to the others.
         */
        PolicyView: {
            /** Subject */
            subject: string;
            rules: components["schemas"]["Rules"];
            /** Warnings */
            warnings: string[];
        };
        /**
         * PreviewView
         * @description The next times, and what is to be known of them; `allowed` says whether a schedule may have them.
         */
        PreviewView: {
            /** Cron */
            cron: string;
            /** Zone */
            zone: string;
            /** Runs */
            runs: components["schemas"]["NextRunView"][];
            /** Allowed */
            allowed: boolean;
            /** Warnings */
            warnings: string[];
        };
        /**
         * ProblemBody
         * @description RFC 9457. `type` is stable: programs may rely on it, not on the texts.
         */
        ProblemBody: {
            /** Type */
            type: string;
            /** Title */
            title: string;
            /** Status */
            status: number;
            /**
             * Detail
             * @default null
             */
            detail: string | null;
            /** Request Id */
            request_id: string;
            /**
             * Errors
             * @default null
             */
            errors: components["schemas"]["ProblemError"][] | null;
        };
        /**
         * ProblemError
         * @description One thing that is wrong with a request, and where.
         */
        ProblemError: {
            /**
             * Pointer
             * @default null
             */
            pointer: string | null;
            /**
             * Parameter
             * @default null
             */
            parameter: string | null;
            /** Detail */
            detail: string;
            /** Type */
            type: string;
        };
        /**
         * Proof
         * @description Who has a password says it; a second factor is asked for in the answer.
         */
        Proof: {
            /**
             * Password
             * @default null
             */
            password: string | null;
        };
        /**
         * Purging
         * @description That it is meant.
         */
        Purging: {
            /**
             * Confirm
             * @description The plugin's id once more.
             * @example acme-greeter
             */
            confirm: string;
        };
        /**
         * RecipientView
         * @description Who gets it, or wants no more of it.
         */
        RecipientView: {
            /** Address */
            address: string;
            /**
             * Unsubscribed
             * @default false
             */
            unsubscribed: boolean;
        };
        /**
         * RejectedFilters
         * @description Which rejected events.
         */
        RejectedFilters: {
            /**
             * Name
             * @description Of the event.
             * @default null
             */
            name: string | null;
            /**
             * Source
             * @description The door that it came by: `segment`, `events` or `import`.
             * @default null
             */
            source: string | null;
        };
        /**
         * RejectedView
         * @description An event that was not kept; `message` is what came, cut after 4,000 characters.
         */
        RejectedView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Received
             * Format: date-time
             */
            received: string;
            /** Source */
            source: string;
            /** Message Id */
            message_id: string;
            /** Name */
            name: string;
            /** Reason */
            reason: string;
            /** Message */
            message: string;
        };
        /**
         * Replayed
         * @description What came of a replay of many.
         */
        Replayed: {
            /** Replayed */
            replayed: number;
            /**
             * Left
             * @description Not replayed, since another call with the same unique key waits or runs.
             */
            left: number;
        };
        /**
         * Report
         * @description How the process is, and what it can do.
         */
        Report: {
            /**
             * Status
             * @enum {string}
             */
            status: "ready" | "degraded" | "unavailable";
            /** Checks */
            checks: components["schemas"]["Checked"][];
            /** Plugins */
            plugins: {
                [key: string]: number;
            };
            /** Not Loaded */
            not_loaded: components["schemas"]["NotLoaded"][];
        };
        /**
         * ReportScheduleView
         * @description A schedule, when it runs next (not at all while it is paused), and what is odd about it.
         */
        ReportScheduleView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Type */
            type: string;
            /** Parameters */
            parameters: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Format */
            format: string;
            /** Cron */
            cron: string;
            /** Zone */
            zone: string;
            /** Owner */
            owner: string;
            /** Skip If Empty */
            skip_if_empty: boolean;
            /**
             * Catch Up
             * @enum {string}
             */
            catch_up: "none" | "one";
            /** Paused */
            paused: boolean;
            /** Paused Because */
            paused_because: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Recipients */
            recipients: components["schemas"]["RecipientView"][];
            /** @default null */
            next_run: components["schemas"]["NextRunView"] | null;
            /**
             * Warnings
             * @default []
             */
            warnings: string[];
        };
        /**
         * ReportTypeView
         * @description A report that this tenant may run, whose plugin it is, and the JSON Schema of its parameters.
         */
        ReportTypeView: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Summary */
            summary: string;
            /** Plugin */
            plugin: string;
            /** Parameters */
            parameters: {
                [key: string]: components["schemas"]["JsonValue"];
            };
        };
        /**
         * ReportView
         * @description A report.
         */
        ReportView: {
            /** Type */
            type: string;
            /** Title */
            title: string;
            /**
             * Generated
             * Format: date-time
             */
            generated: string;
            period: components["schemas"]["PeriodView"] | null;
            /** Parameters */
            parameters: [
                string,
                string
            ][];
            /** Figures */
            figures: components["schemas"]["FigureView"][];
            /** Tables */
            tables: components["schemas"]["TableView"][];
            /** Charts */
            charts: components["schemas"]["ChartView"][];
            /** Definitions */
            definitions: components["schemas"]["DefinitionView"][];
            /** Notes */
            notes: string[];
            /** Empty */
            empty: boolean;
        };
        /**
         * Resuming
         * @description What becomes of the dead letters of a handler that is resumed.
         */
        Resuming: {
            /**
             * Replay
             * @description Deliver them first; false gives them up.
             * @default true
             */
            replay: boolean;
        };
        /**
         * RoleChanges
         * @description What is to be otherwise; absent fields stay.
         */
        RoleChanges: {
            /**
             * Title
             * @default null
             */
            title: string | null;
            /**
             * Permissions
             * @default null
             */
            permissions: string[] | null;
        };
        /**
         * RoleView
         * @description A role, and all that it may.
         */
        RoleView: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Built In */
            built_in: boolean;
            /** Permissions */
            permissions: string[];
        };
        /**
         * Rotation
         * @description How a key is to be exchanged for a new one.
         */
        Rotation: {
            /**
             * Overlap Hours
             * @description How long the old key works on; never longer than it would anyway.
             * @default 24
             */
            overlap_hours: number;
            /**
             * Expires At
             * @description Of the new key; by default it lives as long as the old one was to.
             * @default null
             */
            expires_at: string | null;
        };
        /**
         * RouteRef
         * @description A route, as a page refers to it.
         */
        RouteRef: {
            /** Method */
            method: string;
            /** Path */
            path: string;
        };
        /**
         * Rule
         * @description What holds for some routes.
         */
        Rule: {
            /**
             * Pattern
             * @description A route as `METHOD /path`, or a path; `*` stands for any characters: `/api/v1/x/acme-greeter/*`.
             * @example GET /api/v1/members*
             */
            pattern: string;
            /**
             * Calls
             * @enum {string}
             */
            calls: "none" | "writes" | "all";
        };
        /**
         * Rules
         * @description What one place says; None leaves it to the others.
         */
        Rules: {
            /**
             * Factor Required
             * @description Nobody signs in without a second factor.
             * @default null
             */
            factor_required: boolean | null;
            /**
             * Methods
             * @description The factors that may be used.
             * @default null
             * @example [
             *       "totp",
             *       "backup-codes"
             *     ]
             */
            methods: string[] | null;
            /**
             * Grace Days
             * @description Days to enrol a factor once it is required.
             * @default null
             */
            grace_days: number | null;
            /**
             * Trusted Days
             * @description Days that a trusted device needs no factor.
             * @default null
             */
            trusted_days: number | null;
            /**
             * Accept Upstream
             * @description A factor that the identity provider asked for is enough.
             * @default null
             */
            accept_upstream: boolean | null;
            /**
             * Sign Up Roles
             * @description Roles of whoever signs in by an identity provider for the first time; none: nobody may.
             * @default null
             */
            sign_up_roles: string[] | null;
        };
        /**
         * RunFilters
         * @description Which runs to list.
         */
        RunFilters: {
            /**
             * Type
             * @default null
             */
            type: string | null;
            /**
             * Schedule Id
             * @default null
             */
            schedule_id: string | null;
        };
        /**
         * RunView
         * @description A report that was asked for: how far it is, and with it the report where it was made at once.
         */
        RunView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Type */
            type: string;
            /** Title */
            title: string;
            /** Parameters */
            parameters: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Actor */
            actor: string;
            /** Schedule Id */
            schedule_id: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "running" | "done" | "failed";
            /** Error */
            error: string;
            /** Empty */
            empty: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Finished At */
            finished_at: string | null;
            /**
             * Progress
             * @default 0
             */
            progress: number;
            /** @default null */
            report: components["schemas"]["ReportView"] | null;
            /**
             * Downloads
             * @default []
             */
            downloads: components["schemas"]["DownloadView"][];
        };
        /**
         * Runs
         * @description When a schedule runs next, by the clock of its zone.
         */
        Runs: {
            /** Cron */
            cron: string;
            /** Zone */
            zone: string;
            /** Runs */
            runs: string[];
        };
        /**
         * ScheduleBody
         * @description A report to be made and sent by the clock.
         */
        ScheduleBody: {
            /**
             * Name
             * @description Unique in the tenant; the mail's subject begins with it.
             */
            name: string;
            /**
             * Type
             * @description `name` of a report type.
             * @example usage
             */
            type: string;
            /**
             * Parameters
             * @description As the type's schema has them; without a zone the schedule's.
             * @default {}
             */
            parameters: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Format
             * @description `name` of a format.
             * @example csv
             */
            format: string;
            /**
             * Cron
             * @description Minute, hour, day of month, month, day of week; or @weekly.
             * @example 0 7 * * 1
             */
            cron: string;
            /**
             * Zone
             * @default null
             */
            zone: string | null;
            /**
             * Recipients
             * @description Addresses; each gets a mail of its own.
             * @example [
             *       "ann@example.com"
             *     ]
             */
            recipients: string[];
            /**
             * Skip If Empty
             * @description Send nothing where nothing happened.
             * @default false
             */
            skip_if_empty: boolean;
            /**
             * Catch Up
             * @description Of the times that were missed while nothing ran: make up for the last, or for none.
             * @default one
             * @enum {string}
             */
            catch_up: "none" | "one";
        };
        /**
         * ScheduleDetail
         * @description A schedule with what its job takes.
         */
        ScheduleDetail: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Plugin */
            plugin: string;
            /** Name */
            name: string;
            /** Job */
            job: string;
            /** Cron */
            cron: string;
            /** Zone */
            zone: string;
            /**
             * Declared
             * @description By the plugin; else people made it.
             */
            declared: boolean;
            /**
             * Catch Up
             * @description What happens with runs that were missed: `one` makes up for the last, `none` for none.
             */
            catch_up: string;
            /** Paused */
            paused: boolean;
            /** Next Due */
            next_due: string | null;
            /** Last Due */
            last_due: string | null;
            /** Arguments */
            arguments: {
                [key: string]: components["schemas"]["JsonValue"];
            };
        };
        /**
         * ScheduleView
         * @description When a job runs.
         */
        ScheduleView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Plugin */
            plugin: string;
            /** Name */
            name: string;
            /** Job */
            job: string;
            /** Cron */
            cron: string;
            /** Zone */
            zone: string;
            /**
             * Declared
             * @description By the plugin; else people made it.
             */
            declared: boolean;
            /**
             * Catch Up
             * @description What happens with runs that were missed: `one` makes up for the last, `none` for none.
             */
            catch_up: string;
            /** Paused */
            paused: boolean;
            /** Next Due */
            next_due: string | null;
            /** Last Due */
            last_due: string | null;
        };
        /**
         * Scopes
         * @description What the plugin asks of the kernel, and a tenant's admin grants.
         */
        Scopes: {
            /**
             * Outbound
             * @description Hosts it calls; `setting:<field>` is the host of that setting's URL, `any` (or `entered`) any public host that the tenant's people enter.
             * @default []
             */
            outbound: string[];
            /**
             * Mail
             * @description To send mail.
             * @default false
             */
            mail: boolean;
            /**
             * Sms
             * @description To send text messages.
             * @default false
             */
            sms: boolean;
            /**
             * Directory
             * @description To read who the tenant's people are.
             * @default false
             */
            directory: boolean;
            /**
             * Metrics
             * @description To read everybody's metrics.
             * @default false
             */
            metrics: boolean;
            /**
             * Events
             * @description Events of other plugins, and of the kernel, that it reads: names or patterns.
             * @default []
             */
            events: string[];
            /**
             * Data
             * @description Hubs whose data it reads.
             * @default []
             */
            data: string[];
        };
        /**
         * Second
         * @description The requests of one second; those that dashboards ask about traffic itself are left out.
         */
        Second: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Requests */
            requests: number;
            /**
             * Errors
             * @description Answered with a status of 500 or more.
             */
            errors: number;
            /**
             * P50
             * @description Milliseconds within which half of them were answered; null without any.
             */
            p50: number | null;
            /**
             * P95
             * @description The same of 95 in 100.
             */
            p95: number | null;
        };
        /**
         * SendingDetail
         * @description The same, with the state of each mail.
         */
        SendingDetail: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Schedule Id
             * Format: uuid
             */
            schedule_id: string;
            /**
             * Job Id
             * Format: uuid
             */
            job_id: string;
            /**
             * Due
             * Format: date-time
             */
            due: string;
            /** Manual */
            manual: boolean;
            /** Dry */
            dry: boolean;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "running" | "sent" | "dry" | "skipped" | "refused" | "partly" | "failed";
            /** Reason */
            reason: string;
            /** Run Id */
            run_id: string | null;
            /** Subject */
            subject: string;
            /** Filename */
            filename: string;
            /** Size */
            size: number;
            /** Attached */
            attached: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Finished At */
            finished_at: string | null;
            /** Deliveries */
            deliveries: components["schemas"]["DeliveryView"][];
        };
        /**
         * SendingView
         * @description One time that a schedule was due or sent by hand: what came of it; `run_id` is the report.
         */
        SendingView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Schedule Id
             * Format: uuid
             */
            schedule_id: string;
            /**
             * Job Id
             * Format: uuid
             */
            job_id: string;
            /**
             * Due
             * Format: date-time
             */
            due: string;
            /** Manual */
            manual: boolean;
            /** Dry */
            dry: boolean;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "running" | "sent" | "dry" | "skipped" | "refused" | "partly" | "failed";
            /** Reason */
            reason: string;
            /** Run Id */
            run_id: string | null;
            /** Subject */
            subject: string;
            /** Filename */
            filename: string;
            /** Size */
            size: number;
            /** Attached */
            attached: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Finished At */
            finished_at: string | null;
        };
        /**
         * SessionView
         * @description One place where somebody is signed in.
         */
        SessionView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "browser" | "bearer";
            /** Device */
            device: string;
            /** Ip */
            ip: string;
            /** Methods */
            methods: string[];
            /** Tenant Id */
            tenant_id: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Authenticated At
             * Format: date-time
             */
            authenticated_at: string;
            /**
             * Seen At
             * Format: date-time
             */
            seen_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
        };
        /**
         * SettingsView
         * @description Settings as they may be shown: secrets read `**********` where they are set.
         */
        SettingsView: {
            /** Values */
            values: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Json Schema */
            json_schema: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** State */
            state: string;
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /**
         * Setup
         * @description Which factor is to be enrolled.
         */
        Setup: {
            /**
             * Method
             * @example totp
             */
            method: string;
        };
        /**
         * SetupLink
         * @description To be handed to the person; it works once.
         */
        SetupLink: {
            /** Link */
            link: string;
        };
        /**
         * Since
         * @description From where on events are delivered once more: a time, or an event; it is delivered, too.
         */
        Since: {
            /**
             * Time
             * @default null
             */
            time: string | null;
            /**
             * Event
             * @default null
             */
            event: string | null;
        };
        /**
         * SpanView
         * @description From `start` to before `end`.
         */
        SpanView: {
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /**
             * End
             * Format: date-time
             */
            end: string;
        };
        /**
         * SubscriberView
         * @description A handler of durable events, and how far it is here.
         */
        SubscriberView: {
            /** Id */
            id: string;
            /** Plugin */
            plugin: string;
            /** Handler */
            handler: string;
            /**
             * Events
             * @description The name or pattern that it subscribed to.
             */
            events: string;
            /**
             * Ordered
             * @description It takes batches, in order: a dead letter stops what comes after it.
             */
            ordered: boolean;
            /** @description The last event that was looked at for it. */
            position: components["schemas"]["Place"] | null;
            /**
             * Lag
             * @description Events after that.
             */
            lag: number;
            /**
             * Waiting
             * @description Deliveries that wait or run.
             */
            waiting: number;
            /**
             * Dead
             * @description Deliveries that are dead letters.
             */
            dead: number;
            parked: components["schemas"]["Parked"] | null;
        };
        /**
         * TableView
         * @description Rows of a table, the first of them; `total` says how many there are.
         */
        TableView: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Columns */
            columns: components["schemas"]["ColumnView"][];
            /** Rows */
            rows: components["schemas"]["JsonValue"][][];
            /** Total */
            total: number;
        };
        /**
         * Taken
         * @description What Segment's own servers answer.
         */
        Taken: {
            /**
             * Success
             * @default true
             */
            success: boolean;
        };
        /**
         * TenantChanges
         * @description What is to be otherwise; absent fields stay, and null takes away a logo or a colour.
         */
        TenantChanges: {
            /**
             * Name
             * @default null
             * @example Acme GmbH
             */
            name: string | null;
            /**
             * Zone
             * @default null
             */
            zone: string | null;
            /**
             * Locale
             * @default null
             */
            locale: string | null;
            /**
             * Currency
             * @default null
             */
            currency: string | null;
            /**
             * Logo
             * @description A PNG, JPEG or WebP picture of at most 64 KiB, as a `data:` address.
             * @default null
             */
            logo: string | null;
            /**
             * Colour
             * @default null
             * @example #2750c4
             */
            colour: string | null;
        };
        /**
         * TenantItem
         * @description A tenant in a list.
         */
        TenantItem: {
            /**
             * Name
             * @example Acme Ltd
             */
            name: string;
            /**
             * Zone
             * @description IANA time zone.
             * @default UTC
             * @example Europe/Berlin
             */
            zone: string;
            /**
             * Locale
             * @description BCP 47 language tag.
             * @default en
             * @example de
             */
            locale: string;
            /**
             * Currency
             * @description ISO 4217 code.
             * @default EUR
             * @example EUR
             */
            currency: string;
            /**
             * Colour
             * @description The tenant's own, as #rrggbb.
             * @default null
             * @example #2750c4
             */
            colour: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Slug */
            slug: string;
            /**
             * State
             * @description Only reading goes on in one that is not `active`; one that is `deleting` is gone for good after `delete_after`.
             * @enum {string}
             */
            state: "active" | "suspended" | "deleting";
            /** Delete After */
            delete_after: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * TenantOf
         * @description A tenant to choose.
         */
        TenantOf: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Slug */
            slug: string;
            /** Name */
            name: string;
            /** Roles */
            roles: string[];
        };
        /**
         * TenantView
         * @description A tenant.
         */
        TenantView: {
            /**
             * Name
             * @example Acme Ltd
             */
            name: string;
            /**
             * Zone
             * @description IANA time zone.
             * @default UTC
             * @example Europe/Berlin
             */
            zone: string;
            /**
             * Locale
             * @description BCP 47 language tag.
             * @default en
             * @example de
             */
            locale: string;
            /**
             * Currency
             * @description ISO 4217 code.
             * @default EUR
             * @example EUR
             */
            currency: string;
            /**
             * Colour
             * @description The tenant's own, as #rrggbb.
             * @default null
             * @example #2750c4
             */
            colour: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Slug */
            slug: string;
            /**
             * State
             * @description Only reading goes on in one that is not `active`; one that is `deleting` is gone for good after `delete_after`.
             * @enum {string}
             */
            state: "active" | "suspended" | "deleting";
            /** Delete After */
            delete_after: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Logo
             * @description A PNG, JPEG or WebP picture of at most 64 KiB, as a `data:` address.
             */
            logo: string | null;
        };
        /**
         * Timing
         * @description A schedule that somebody thinks of.
         */
        Timing: {
            /**
             * Cron
             * @description Five fields as in crontab(5), or `@daily` and the like.
             * @example 0 7 * * 1-5
             */
            cron: string;
            /**
             * Zone
             * @description IANA name; else the tenant's.
             * @default null
             * @example Europe/Berlin
             */
            zone: string | null;
            /**
             * Count
             * @description How many runs to show.
             * @default 10
             */
            count: number;
        };
        /**
         * Token
         * @description What the link in the mail holds, behind the `#`.
         */
        Token: {
            /**
             * Token
             * Format: password
             */
            token: string;
        };
        /**
         * Validation
         * @description The answers to the step of a login.
         */
        Validation: {
            /**
             * Answers
             * @default null
             */
            answers: {
                [key: string]: components["schemas"]["JsonValue"];
            } | null;
            /**
             * Method
             * @default null
             */
            method: string | null;
            /**
             * Flow Id
             * Format: uuid
             */
            flow_id: string;
        };
        /**
         * VerificationView
         * @description The last time that the chain was looked through.
         */
        VerificationView: {
            /**
             * At
             * @description Null: never yet.
             */
            at: string | null;
            /** Ok */
            ok: boolean | null;
            /** Entries */
            entries: number;
            /** First */
            first: number;
            /** Last */
            last: number;
            /** Problems */
            problems: number;
            /** Findings */
            findings: string[];
            /**
             * Public Key
             * @description What statements and exports are signed by now: Ed25519, base64.
             */
            public_key: string;
            /**
             * Fingerprint
             * @description Of the public key: for people to compare.
             */
            fingerprint: string;
        };
        /**
         * Versions
         * @description What runs.
         */
        Versions: {
            /** Omni */
            omni: string;
            /**
             * Contract
             * @description Of plugins.
             */
            contract: number;
            /** Python */
            python: string;
            /**
             * Database
             * @example sqlite
             * @example postgres
             */
            database: string;
        };
        /**
         * Wanted
         * @description Which accounts are listed: those of which all of this is true.
         */
        Wanted: {
            /**
             * Q
             * @default null
             */
            q: string | null;
            /**
             * Email
             * @default null
             */
            email: string | null;
            /**
             * State
             * @default null
             */
            state: string | null;
            /**
             * Platform
             * @default null
             */
            platform: boolean | null;
        };
        /**
         * WhenBody
         * @description Times to look at before anything is saved.
         */
        WhenBody: {
            /**
             * Cron
             * @description Minute, hour, day of month, month, day of week; or @weekly.
             * @example 0 7 * * 1
             */
            cron: string;
            /**
             * Zone
             * @default null
             */
            zone: string | null;
        };
        /**
         * Which
         * @description Which dead letters; all of them where nothing is given.
         */
        Which: {
            /**
             * Plugin
             * @default null
             */
            plugin: string | null;
            /**
             * Kind
             * @default null
             */
            kind: string | null;
            /**
             * Name
             * @default null
             */
            name: string | null;
            /**
             * Died Before
             * @default null
             */
            died_before: string | null;
        };
        /**
         * WriteKeyBody
         * @description A key to be made.
         */
        WriteKeyBody: {
            /** Name */
            name: string;
        };
        /**
         * WriteKeyView
         * @description A key, without the key itself.
         */
        WriteKeyView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Start */
            start: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Revoked At */
            revoked_at: string | null;
        };
    };
    responses: {
        /** @description What was sent cannot be read. */
        Problem400: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description No credential, or one that is not valid. */
        Problem401: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description The credential does not allow it. */
        Problem403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description There is no such thing here, or the plugin is not enabled. */
        Problem404: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description The state of things does not allow it. */
        Problem409: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description It was here, and will not come back. */
        Problem410: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description The body is too large. */
        Problem413: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description The body is of a kind that the route does not take. */
        Problem415: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description A parameter or a field is not valid; `errors` says which. */
        Problem422: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description Too many requests; see Retry-After. */
        Problem429: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description Something failed inside; it was logged under `request_id`. */
        Problem500: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
        /** @description Not now; see Retry-After. */
        Problem503: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemBody"];
            };
        };
    };
    parameters: {
        /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
        IdempotencyKey: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "omni.accounts": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
                q?: string | null;
                email?: string | null;
                state?: string | null;
                platform?: boolean | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_AccountView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.create-4": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ann@example.com",
                 *       "name": "Ann",
                 *       "platform": false,
                 *       "verified": false
                 *     }
                 */
                "application/json": components["schemas"]["NewAccount"];
            };
        };
        responses: {
            /** @description Success. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.show-4": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.erase-2": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.change-5": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "locale": "de"
                 *     }
                 */
                "application/json": components["schemas"]["AccountChanges"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.forget_factors": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.account": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.put_account": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "methods": [
                 *         "totp",
                 *         "backup-codes"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["Rules"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.clear_account": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.sign_out-2": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.setup_link": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupLink"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.dashboard": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverviewView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.download_state": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                download_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DownloadView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.listed-6": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_ErasureView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.begin-2": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "user_id": "text"
                 *     }
                 */
                "application/json": components["schemas"]["ErasureBody"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.state-2": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                erasure_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.send": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "text",
                 *       "properties": {},
                 *       "context": {}
                 *     }
                 */
                "application/json": components["schemas"]["EventBody"] | components["schemas"]["EventsBody"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventsAccepted"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.formats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FormatView"][];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.generate": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "usage",
                 *       "parameters": {}
                 *     }
                 */
                "application/json": components["schemas"]["GenerateBody"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.listed-3": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_ImportView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.begin": {
        parameters: {
            query: {
                filename: string;
                format?: ("csv" | "jsonl") | null;
            };
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.state": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.stop": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.listed-2": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
                /** @description Of the event. */
                name?: string | null;
                /** @description The door that it came by: `segment`, `events` or `import`. */
                source?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_RejectedView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.clear": {
        parameters: {
            query?: {
                /** @description Of the event. */
                name?: string | null;
                /** @description The door that it came by: `segment`, `events` or `import`. */
                source?: string | null;
            };
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cleared"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportTypeView"][];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.listed-4": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
                type?: string | null;
                schedule_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_RunView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.run_state": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.begin_download": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "format": "text"
                 *     }
                 */
                "application/json": components["schemas"]["DownloadBody"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DownloadView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.report": {
        parameters: {
            query?: {
                rows?: number;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "text",
                 *       "type": "usage",
                 *       "parameters": {},
                 *       "format": "csv",
                 *       "cron": "0 7 * * 1",
                 *       "recipients": [
                 *         "ann@example.com"
                 *       ],
                 *       "skip_if_empty": false,
                 *       "catch_up": "one"
                 *     }
                 */
                "application/json": components["schemas"]["ScheduleBody"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportScheduleView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.listed-5": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_ReportScheduleView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.preview": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "cron": "0 7 * * 1"
                 *     }
                 */
                "application/json": components["schemas"]["WhenBody"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.show": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportScheduleView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.change": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "text",
                 *       "type": "usage",
                 *       "parameters": {},
                 *       "format": "csv",
                 *       "cron": "0 7 * * 1",
                 *       "recipients": [
                 *         "ann@example.com"
                 *       ],
                 *       "skip_if_empty": false,
                 *       "catch_up": "one",
                 *       "take_over": false
                 *     }
                 */
                "application/json": components["schemas"]["ChangeBody"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportScheduleView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.remove-2": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.dry_run": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SendingDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.pause": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportScheduleView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.resume": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportScheduleView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.send_now": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SendingDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.sendings": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
            };
            header?: never;
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_SendingView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.sending": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sending_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SendingDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.ask": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            410: components["responses"]["Problem410"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.leave": {
        parameters: {
            query: {
                schedule: string;
                who: string;
                token: string;
            };
            header?: never;
            path: {
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            410: components["responses"]["Problem410"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.listed": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_WriteKeyView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.make": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "text"
                 *     }
                 */
                "application/json": components["schemas"]["WriteKeyBody"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewWriteKey"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.revoke": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.keys": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
                state?: ("active" | "expired" | "revoked") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_KeyView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.create-3": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "nightly import",
                 *       "tenant": "acme",
                 *       "platform": false,
                 *       "roles": [
                 *         "member"
                 *       ],
                 *       "permissions": [
                 *         "acme-greeter.greeting.read"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewKey"];
            };
        };
        responses: {
            /** @description Success. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyMade"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.show-3": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.revoke-2": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.rotate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "overlap_hours": 24
                 *     }
                 */
                "application/json": components["schemas"]["Rotation"];
            };
        };
        responses: {
            /** @description Success. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyMade"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.came_back": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginView"] | null;
                };
            };
            /** @description See the Location header. */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            410: components["responses"]["Problem410"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.posted_back": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginView"] | null;
                };
            };
            /** @description See the Location header. */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            410: components["responses"]["Problem410"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.ask_move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ann@example.com"
                 *     }
                 */
                "application/json": components["schemas"]["Address"];
            };
        };
        responses: {
            /** @description Success. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "secret"
                 *     }
                 */
                "application/json": components["schemas"]["MailedToken"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Moved"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            410: components["responses"]["Problem410"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.ask_verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "secret"
                 *     }
                 */
                "application/json": components["schemas"]["MailedToken"];
            };
        };
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            410: components["responses"]["Problem410"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.identities": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_IdentityView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.unlink": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                identity_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "provider": "text",
                 *       "connection": "",
                 *       "next": "/"
                 *     }
                 */
                "application/json": components["schemas"]["Link"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.begin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "connection": "",
                 *       "next": "/",
                 *       "client": "browser"
                 *     }
                 */
                "application/json": components["schemas"]["Begin"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            410: components["responses"]["Problem410"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.show-5": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                flow_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            410: components["responses"]["Problem410"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.step": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                flow_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["Answer"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            410: components["responses"]["Problem410"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.change-4": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Ann",
                 *       "locale": "de"
                 *     }
                 */
                "application/json": components["schemas"]["OwnChanges"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Own"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.export-2": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.change_password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "current": "secret",
                 *       "password": "secret"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.ask_reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ann@example.com"
                 *     }
                 */
                "application/json": components["schemas"]["Address"];
            };
        };
        responses: {
            /** @description Success. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            410: components["responses"]["Problem410"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "secret",
                 *       "password": "secret"
                 *     }
                 */
                "application/json": components["schemas"]["NewPassword"];
            };
        };
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            410: components["responses"]["Problem410"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.providers": {
        parameters: {
            query: {
                tenant: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Button_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            410: components["responses"]["Problem410"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.reauthenticate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["Proof"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.blob": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            410: components["responses"]["Problem410"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.letters": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
                plugin?: string | null;
                kind?: string | null;
                name?: string | null;
                died_before?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_DeadLetter_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.replay_many": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["Which"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replayed"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.show-8": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetter"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.delete-3": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.replay": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.types": {
        parameters: {
            query?: {
                plugin?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_EventTypeView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.subscribers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_SubscriberView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.show-10": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                subscriber: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriberView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.replay-2": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                subscriber: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["Since"];
            };
        };
        responses: {
            /** @description Success. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.resume-3": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                subscriber: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "replay": true
                 *     }
                 */
                "application/json": components["schemas"]["Resuming"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriberView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.invitations": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_InvitationView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.invite": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ann@example.com",
                 *       "roles": [
                 *         "member"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewInvitation"];
            };
        };
        responses: {
            /** @description Success. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "secret",
                 *       "name": "Ann"
                 *     }
                 */
                "application/json": components["schemas"]["Acceptance"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Joined"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            410: components["responses"]["Problem410"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "secret"
                 *     }
                 */
                "application/json": components["schemas"]["Token"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Asked"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            410: components["responses"]["Problem410"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.revoke": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                invitation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.resend": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                invitation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.jobs": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
                state?: ("held" | "queued" | "running" | "done" | "failed" | "dead" | "cancelled") | null;
                plugin?: string | null;
                name?: string | null;
                kind?: string | null;
                queue?: string | null;
                created_after?: string | null;
                created_before?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_JobView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: number;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.show-7": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.cancel": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.progress": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobProgress"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.retry": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.platform": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.put_platform": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "methods": [
                 *         "totp",
                 *         "backup-codes"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["Rules"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.clear_platform": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.openapi": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.pages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_PageView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_PermissionView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.show-11": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Platform"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.matrix": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
                q?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_MatrixRow_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.plugins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_PluginView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.show-6": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                plugin_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.data": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                plugin_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Kept"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.disable": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                plugin_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changed"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.enable": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                plugin_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "settings": {}
                 *     }
                 */
                "application/json": components["schemas"]["Enabling"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changed"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.export-3": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                plugin_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.purge": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                plugin_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "confirm": "acme-greeter"
                 *     }
                 */
                "application/json": components["schemas"]["Purging"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Kept"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.settings": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                plugin_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.configure": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                plugin_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": {
                    [key: string]: components["schemas"]["JsonValue"];
                };
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changed"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_RoleView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.create-2": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "support",
                 *       "title": "Support team",
                 *       "permissions": [
                 *         "omni.member.read",
                 *         "omni.job.read"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewRole"];
            };
        };
        responses: {
            /** @description Success. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.show-2": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                role: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.delete-2": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                role: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.change-3": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                role: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["RoleChanges"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.schedules": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
                plugin?: string | null;
                paused?: boolean | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_ScheduleView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.preview": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "cron": "0 7 * * 1-5",
                 *       "zone": "Europe/Berlin",
                 *       "count": 10
                 *     }
                 */
                "application/json": components["schemas"]["Timing"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Runs"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.show-9": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduleDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.pause": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduleDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.resume-2": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduleDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.run": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.runs": {
        parameters: {
            query?: {
                count?: number;
            };
            header?: never;
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Runs"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "method": "totp"
                 *     }
                 */
                "application/json": components["schemas"]["Setup"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnrolmentView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "flow_id": "01997c3e-5a00-7000-8000-000000000001"
                 *     }
                 */
                "application/json": components["schemas"]["Validation"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            410: components["responses"]["Problem410"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.verify-2": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "flow_id": "01997c3e-5a00-7000-8000-000000000001",
                 *       "answers": {
                 *         "code": "123456"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Confirmation"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnrolmentView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.remove-2": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                method: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.regenerate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                method: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnrolmentView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "audit-log.entries": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
                /** @description Not before. */
                from?: string | null;
                /** @description Before. */
                to?: string | null;
                /** @description An account's id, e-mail address or name; or whole: `key:<id>`, `account:<id>`, `system:omni`. */
                actor?: string | null;
                /** @description The type of an event, or a pattern: `*` is one word of it, `**` one or more: `account.**`. */
                action?: string | null;
                outcome?: ("success" | "denied" | "failure") | null;
                ip?: string | null;
                request_id?: string | null;
                /** @description `Invoice:<id>`, `account:<id>`, a path. */
                resource?: string | null;
                /** @description A text in the record, names and addresses excepted; needs a time span of 31 days at most. */
                q?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_EntryView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "audit-log.begin_export": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "format": "jsonl"
                 *     }
                 */
                "application/json": components["schemas"]["ExportBody"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "audit-log.export_state": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                export_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "audit-log.read_policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyBody"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "audit-log.change_policy": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "calls": "none",
                 *       "rules": [
                 *         {
                 *           "pattern": "/api/v1/security/audit-logs*",
                 *           "calls": "all"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PolicyBody"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyBody"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "audit-log.security": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_EntryView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "audit-log.verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerificationView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "audit-log.verify_now": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerificationView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "audit-log.entry": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.devices": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_DeviceView_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.distrust_all": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.distrust": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                device_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.sessions": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_ListedSession_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.revoke_others": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.revoke-3": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.tenants": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
                /** @description Part of the name or the slug. */
                q?: string | null;
                slug?: string | null;
                state?: ("active" | "suspended" | "deleting") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_TenantItem_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Acme Ltd",
                 *       "zone": "Europe/Berlin",
                 *       "locale": "de",
                 *       "currency": "EUR",
                 *       "colour": "#2750c4",
                 *       "slug": "acme"
                 *     }
                 */
                "application/json": components["schemas"]["NewTenant"];
            };
        };
        responses: {
            /** @description Success. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.show": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.delete": {
        parameters: {
            query?: {
                /** @description Without days of grace. */
                now?: boolean;
            };
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.change": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Acme GmbH",
                 *       "colour": "#2750c4"
                 *     }
                 */
                "application/json": components["schemas"]["TenantChanges"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.export": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.tenant": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.put_tenant": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "methods": [
                 *         "totp",
                 *         "backup-codes"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["Rules"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.clear_tenant": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.members": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description A field to sort by, `-field` for falling; by default the newest first. */
                sort?: string | null;
                q?: string | null;
                role?: string | null;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_ListedMember_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.add": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ann@example.com",
                 *       "name": "Ann",
                 *       "roles": [
                 *         "member"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewMember"];
            };
        };
        responses: {
            /** @description Success. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.leave": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                tenant_id: string;
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.change-2": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                tenant_id: string;
                account_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "roles": [
                 *         "member"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewRoles"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.sign_out": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                tenant_id: string;
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.resume": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.role": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
                role: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.put_role": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                tenant_id: string;
                role: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "methods": [
                 *         "totp",
                 *         "backup-codes"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["Rules"];
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.clear_role": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                tenant_id: string;
                role: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "omni.suspend": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "live-traffic.minute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Minute"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "live-traffic.seconds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Second_"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "metrics-prometheus.scrape": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.handler-12": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.handler-11": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.batch-2": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.batch": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.handler-10": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.handler-9": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.handler-4": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.handler-3": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.batch-3": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.handler-6": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.handler-5": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.handler-8": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.handler-7": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.handler-2": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    "analytics.handler": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, the request has its effect once; kept for 24 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
}

import type { MigrationInterface, QueryRunner } from "typeorm";

export class ProfilesCreate1795338050000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE profile_fields (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        field_key varchar(48) NOT NULL,
        label varchar(32) NOT NULL,
        type varchar(16) NOT NULL,
        options json NOT NULL,
        unit varchar(16) NOT NULL DEFAULT '',
        sort_order int unsigned NOT NULL DEFAULT 0,
        archived_at datetime(3) NULL,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_profile_fields_key (corp_id, field_key),
        UNIQUE KEY uq_profile_fields_label (corp_id, label)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE profile_values (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        external_userid varchar(64) NOT NULL,
        field_id bigint unsigned NOT NULL,
        value_text varchar(500) NULL,
        value_number decimal(20,4) NULL,
        value_date date NULL,
        version int unsigned NOT NULL,
        changed_by varchar(64) NULL,
        changed_at datetime(3) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_profile_values_identity (corp_id, external_userid, field_id),
        KEY ix_profile_values_text (corp_id, field_id, value_text),
        KEY ix_profile_values_number (corp_id, field_id, value_number),
        KEY ix_profile_values_date (corp_id, field_id, value_date)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE profile_choices (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        external_userid varchar(64) NOT NULL,
        field_id bigint unsigned NOT NULL,
        option_key varchar(48) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_profile_choices_identity (corp_id, external_userid, field_id, option_key),
        KEY ix_profile_choices_option (corp_id, field_id, option_key, external_userid)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE profile_choices");
    await runner.query("DROP TABLE profile_values");
    await runner.query("DROP TABLE profile_fields");
  }
}

import type { MigrationInterface, QueryRunner } from "typeorm";

export class MediaCreate1795338130000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE media_files (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        fileid_hash varchar(64) NOT NULL,
        sdkfileid text NOT NULL,
        kind varchar(8) NOT NULL,
        md5 varchar(32) NULL,
        size bigint unsigned NULL,
        state varchar(8) NOT NULL,
        reason varchar(32) NULL,
        tries int unsigned NOT NULL,
        restarts int unsigned NOT NULL,
        next_index varchar(255) NOT NULL,
        received bigint unsigned NOT NULL,
        sent_at datetime(3) NOT NULL,
        due_at datetime(3) NOT NULL,
        claim varchar(36) NULL,
        claimed_until datetime(3) NULL,
        blob_id bigint unsigned NULL,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_media_files_identity (corp_id, fileid_hash),
        KEY ix_media_files_queue (corp_id, state, due_at, id),
        KEY ix_media_files_blob (blob_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE media_blobs (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        md5 varchar(32) NOT NULL,
        size bigint unsigned NOT NULL,
        content_type varchar(64) NOT NULL,
        storage_key varchar(191) NOT NULL,
        thumb varchar(8) NOT NULL,
        stored_at datetime(3) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_media_blobs_identity (corp_id, md5, size)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE message_media (
        message_id bigint unsigned NOT NULL,
        part int unsigned NOT NULL,
        corp_id varchar(64) NOT NULL,
        file_id bigint unsigned NOT NULL,
        PRIMARY KEY (message_id, part),
        KEY ix_message_media_file (file_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE media_removals (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        storage_key varchar(191) NOT NULL,
        PRIMARY KEY (id),
        KEY ix_media_removals_corp (corp_id, id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ["media_removals", "message_media", "media_blobs", "media_files"]) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}

-- Asked for each segment of which something is moved or wiped.
CREATE INDEX queue_job_by_place ON queue_job (place);

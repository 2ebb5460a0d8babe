namespace LoadProbe.Probing;

/// <summary>What only some callers want to know of the last answer.</summary>
internal readonly record struct HttpVisit(int Redirects, long ContentLength, long BodyLength, bool IsTls, DateTimeOffset? LastModified);

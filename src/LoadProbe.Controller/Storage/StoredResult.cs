namespace LoadProbe.Controller;

/// <summary>A result as it is read again.</summary>
public sealed record StoredResult(ResultPlace Place, string Json);

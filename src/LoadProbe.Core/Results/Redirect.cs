namespace LoadProbe.Core;

/// <summary>A redirect that was followed.</summary>
/// <param name="Status">Of the answer that said so.</param>
/// <param name="Url">What was asked for, without its query.</param>
/// <param name="Location">Where it led, likewise.</param>
/// <param name="Duration">From the request to the end of that answer.</param>
public sealed record Redirect(int Status, string Url, string Location, TimeSpan Duration);

namespace LoadProbe.Core;

/// <summary>A header that is sent; its value may be a token, so it is not shown.</summary>
public sealed record BlackboxHeader(string Name, BlackboxSecret Value);

/// <summary>A header of <c>http_headers</c>, which the client adds to every request with all its values.</summary>
/// <param name="Values">Written under <c>values</c>.</param>
/// <param name="Secrets">Written under <c>secrets</c>.</param>
/// <param name="Files">Those that stand in files.</param>
public sealed record BlackboxClientHeader(string Name, IReadOnlyList<BlackboxSecret> Values, IReadOnlyList<BlackboxSecret> Secrets, IReadOnlyList<BlackboxSecret> Files)
{
    public IEnumerable<BlackboxSecret> All => Values.Concat(Secrets).Concat(Files);
}

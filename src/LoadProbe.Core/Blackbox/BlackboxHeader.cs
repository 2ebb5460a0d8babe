namespace LoadProbe.Core;

/// <summary>A header that is sent; its value may be a token, so it is not shown.</summary>
public sealed record BlackboxHeader(string Name, BlackboxSecret Value);

/// <summary>The headers of <c>http_headers</c>, which the client adds to every request.</summary>
/// <param name="Plain">Written under <c>headers</c>.</param>
/// <param name="Secret">Written under <c>secret_headers</c>.</param>
/// <param name="Files">Whose values stand in files.</param>
public sealed record BlackboxHeaders(IReadOnlyList<BlackboxHeader> Plain, IReadOnlyList<BlackboxHeader> Secret, IReadOnlyList<BlackboxHeader> Files)
{
    public static BlackboxHeaders None { get; } = new([], [], []);

    public IEnumerable<BlackboxHeader> All => Plain.Concat(Secret).Concat(Files);
}

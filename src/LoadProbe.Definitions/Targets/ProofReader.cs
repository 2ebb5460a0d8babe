namespace LoadProbe.Definitions;

/// <summary>What a target's owner shows that he agrees with: a token, or a mapping that also says how often it is asked for.</summary>
internal static class ProofReader
{
    private const int Shortest = 8, Longest = 128;

    public static Proof? Read(Node node, Mistakes mistakes)
    {
        if (node is TextNode plain) return Scalars.Text(plain, "proof", mistakes) is { } text && Token(text, plain.At, mistakes) is { } bare ? new Proof(bare, Proof.Longest) : null;
        Fields fields = Fields.Of(node, "proof", TargetKeys.Proof, mistakes);
        string? token = fields.Needs("token", "token: 5f2c9a1e7b3d4860") && fields.Text("token") is { } said ? Token(said, fields["token"]!.At, mistakes) : null;
        TimeSpan every = fields.Duration("every", Proof.Shortest, Proof.Longest) ?? Proof.Longest;
        return token is null ? null : new Proof(token, every);
    }

    private static string? Token(string text, Place at, Mistakes mistakes)
    {
        if (text.Length is >= Shortest and <= Longest && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) return text;
        mistakes.Add(at, $"proof {Quote.Of(text)} is not a token: write {Shortest} to {Longest} letters, digits, - and _, such as what openssl rand -hex 16 prints");
        return null;
    }
}

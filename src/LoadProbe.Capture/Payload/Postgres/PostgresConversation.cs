using System.Text;

namespace LoadProbe.Capture;

/// <summary>
/// Pairs what a client of PostgreSQL asks, up to the Sync or the simple query, with the answer up to ReadyForQuery. Connecting is the first
/// question. Texts and numbers of statements are not kept.
/// </summary>
internal sealed class PostgresConversation : QueuedRequests
{
    private const int MostStatements = 256;
    private readonly PostgresMessages questions, answers;
    private readonly Dictionary<string, string> statements = [];
    private RequestEntry? asking;

    public PostgresConversation(int capacity) : base("postgresql", capacity)
    {
        questions = new PostgresMessages(this, client: true);
        answers = new PostgresMessages(this, client: false);
    }

    /// <summary>The rest is encrypted, and begins as TLS does.</summary>
    public bool Encrypts { get; private set; }

    public override void Clear()
    {
        base.Clear();
        questions.Clear();
        answers.Clear();
        statements.Clear();
        asking = null;
        Encrypts = false;
    }

    public override bool Wants(bool client) => Encrypts || !(client ? questions : answers).IsOpaque;

    public override void Bytes(bool client, long offset, ReadOnlySpan<byte> bytes, long time) => (client ? questions : answers).Bytes(bytes, time);

    public override void Gap(bool client, long offset, long count, long time) => (client ? questions : answers).Gap(count, time);

    /// <summary>The server says whether it will encrypt: S, G or N.</summary>
    public void Encryption(byte letter)
    {
        if (letter is (byte)'S' or (byte)'G')
        {
            Encrypts = true;
            questions.IsOpaque = answers.IsOpaque = true;
        }
        else questions.ExpectStartup();
    }

    public void Began(bool client, byte type, long begun, long time)
    {
        if (client) Asked(type, begun, time);
        // Notices, parameters and notifications come unasked.
        else if (Book.Answering is null && Book.IsWaiting && type is not ((byte)'N' or (byte)'S' or (byte)'A')) Say(Book.Answer(begun, time));
    }

    public void Ended(bool client, byte type, ReadOnlySpan<byte> body, long begun, long time)
    {
        if (client) Said(type, body, begun, time);
        else Told(type, body, time);
    }

    /// <summary>Where the next message of a direction begins is not known: no answer is taken for another question's.</summary>
    public void Lost(bool client)
    {
        asking = null;
        Book.Abandon();
    }

    private void Asked(byte type, long begun, long time)
    {
        // A password, and what is copied in, belong to what is under way.
        if (type is (byte)'p' or (byte)'d' or (byte)'c' or (byte)'f' or (byte)'X' or 0) return;
        asking ??= Book.Ask(begun, time);
        asking.RequestLast = time;
    }

    private void Said(byte type, ReadOnlySpan<byte> body, long begun, long time)
    {
        if (type == 0)
        {
            Start(body, begun, time);
            return;
        }
        if (asking is null) return;
        asking.RequestLast = time;
        switch (type)
        {
            case (byte)'Q': Name(PostgresText.Statement(PostgresText.Text(ref body))); break;
            case (byte)'P': Prepare(body); break;
            case (byte)'B':
                PostgresText.Text(ref body);
                if (statements.TryGetValue(Encoding.UTF8.GetString(PostgresText.Text(ref body)), out string? known)) Name(known);
                break;
            case (byte)'F': asking.Method ??= "FUNCTION"; break;
        }
        if (type is not ((byte)'Q' or (byte)'S' or (byte)'F')) return;
        asking.Method ??= "SYNC";
        Trace?.Say($"request {asking.Number}: {asking.Method}");
        asking = null;
    }

    private void Start(ReadOnlySpan<byte> body, long begun, long time)
    {
        if (PostgresText.AsksForEncryption(body)) answers.ExpectLetter();
        else if (PostgresText.IsCancel(body)) questions.IsOpaque = answers.IsOpaque = true;
        else
        {
            RequestEntry connect = Book.Ask(begun, time);
            connect.Method = "CONNECT";
            Trace?.Say($"request {connect.Number}: CONNECT");
        }
    }

    private void Prepare(ReadOnlySpan<byte> body)
    {
        string name = Encoding.UTF8.GetString(PostgresText.Text(ref body)), statement = PostgresText.Statement(PostgresText.Text(ref body));
        if (statements.Count < MostStatements || statements.ContainsKey(name)) statements[name] = statement;
        Name(statement);
    }

    // The first statement names a question of several.
    private void Name(string statement)
    {
        if (asking!.Target is not null) return;
        (asking.Method, asking.Target) = (PostgresText.Verb(statement), statement);
    }

    private void Told(byte type, ReadOnlySpan<byte> body, long time)
    {
        if (Book.Answering is not { } answering) return;
        answering.ResponseLast = time;
        if (type == 'E') answering.Error ??= State(body);
        if (type == 'Z') Book.Ended();
    }

    // The field C of an error: its SQLSTATE.
    private static string? State(ReadOnlySpan<byte> body)
    {
        while (body.Length > 1 && body[0] != 0)
        {
            byte field = body[0];
            body = body[1..];
            ReadOnlySpan<byte> text = PostgresText.Text(ref body);
            if (field == 'C' && text.Length == 5 && !text.ContainsAnyExceptInRange((byte)'0', (byte)'Z')) return Encoding.ASCII.GetString(text);
        }
        return null;
    }
}
